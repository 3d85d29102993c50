#include "cli/tls_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "base/files.h"
#include "cli/command.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestPem = std::size_t{256} << 10U;

Result<server::TlsIdentity> read_pair(const std::string& certificate, const std::string& key) {
  server::TlsIdentity identity;
  BIHUAN_TRY(identity.certificate, read_file(certificate, kLargestPem));
  BIHUAN_TRY(identity.key, read_file(key, kLargestPem));
  return identity;
}

Status make_pair(const fs::path& certificate, const fs::path& key, std::vector<std::string> names, Instant now) {
  char host[256] = "";
  if (::gethostname(host, sizeof host - 1) == 0 && host[0] != '\0') names.emplace_back(host);
  names.emplace_back("localhost");
  names.emplace_back("127.0.0.1");
  BIHUAN_TRY(const server::TlsIdentity made, server::make_identity(names, now));
  std::error_code error;
  fs::create_directories(certificate.parent_path(), error);
  if (error) return fail(Code::kUnavailable, "不能建立证书文件夹，请检查权限。", certificate.parent_path().string());
  const mode_t old = ::umask(0077);
  const Status written = write_file_durably(key.string(), made.key);
  ::umask(old);
  BIHUAN_CHECK(written);
  return write_file_durably(certificate.string(), made.certificate);
}

}  // namespace

Result<server::TlsIdentity> tls_identity(const TlsChoice& choice, const std::string& folder, Instant now) {
  if (choice.certificate.empty() != choice.key.empty()) {
    return fail(Code::kInvalidInput, "--tls-certificate和--tls-key要一起给出。", "--tls");
  }
  std::string certificate = resolved(choice.certificate), key = resolved(choice.key);
  if (choice.certificate.empty()) {
    const fs::path place = fs::path(folder) / "tls";
    certificate = (place / "certificate.pem").string();
    key = (place / "key.pem").string();
    std::error_code error;
    if (!fs::exists(certificate, error)) BIHUAN_CHECK(make_pair(certificate, key, choice.names, now));
  }
  BIHUAN_TRY(server::TlsIdentity identity, read_pair(certificate, key));
  BIHUAN_TRY(const server::CertificateFacts facts, server::read_identity(identity));
  if (facts.ends <= now) {
    return fail(Code::kInvalidInput, "证书已于" + to_string(facts.ends) + "到期，请换新的；自签证书可删去后重新生成。",
                certificate);
  }
  return identity;
}

}  // namespace bihuan::cli
