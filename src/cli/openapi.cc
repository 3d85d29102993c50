#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "server/api_description.h"

namespace bihuan::cli {

void add_openapi(CLI::App& app, Session& /*session*/) {
  app.add_subcommand("openapi", "输出HTTP接口说明 (print the OpenAPI description of the HTTP API)")->callback([] {
    print(server::openapi_document());
  });
}

}  // namespace bihuan::cli
