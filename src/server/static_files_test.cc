#include "server/static_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace bihuan::server {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("static_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "dist/assets");
    write("dist/index.html", "<p>index</p>");
    write("dist/assets/app-1a2b3c.js", "js");
    write("dist/logo.svg", "<svg/>");
    write("dist/notes", "no ending");
    write("dist/.secret", "hidden");
    write("outside.txt", "outside");
    fs::create_symlink(folder_ / "outside.txt", folder_ / "dist/link.txt");
    fs::create_directory_symlink(folder_, folder_ / "dist/up");
    fs::create_symlink("logo.svg", folder_ / "dist/inside.svg");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  Response get(const std::string& target, const std::string& if_none_match = "") const {
    Request request;
    request.target = target;
    if (!if_none_match.empty()) request.headers.emplace_back("If-None-Match", if_none_match);
    return StaticFiles((folder_ / "dist").string()).serve(*parse_target(target), request);
  }
  fs::path folder_;
};

struct Served {
  const char* target;
  int status;
  const char* type;
  const char* body;
  const char* cache;
};

TEST_F(Files, AreServedByName) {
  const Served cases[] = {
      {"/", 200, "text/html; charset=utf-8", "<p>index</p>", "no-cache"},
      {"/index.html", 200, "text/html; charset=utf-8", "<p>index</p>", "no-cache"},
      {"/assets/app-1a2b3c.js", 200, "text/javascript; charset=utf-8", "js", "public, max-age=31536000, immutable"},
      {"/logo.svg", 200, "image/svg+xml", "<svg/>", "no-cache"},
      {"/inside.svg", 200, "image/svg+xml", "<svg/>", "no-cache"},
      {"/notes", 200, "application/octet-stream", "no ending", "no-cache"},
      {"/plans/p0001", 200, "text/html; charset=utf-8", "<p>index</p>", "no-cache"},
      {"/assets", 200, "text/html; charset=utf-8", "<p>index</p>", "no-cache"},
  };
  for (const Served& served : cases) {
    const Response response = get(served.target);
    EXPECT_EQ(response.status, served.status) << served.target;
    EXPECT_EQ(response.header("Content-Type"), served.type) << served.target;
    EXPECT_EQ(response.body, served.body) << served.target;
    EXPECT_EQ(response.header("Cache-Control"), served.cache) << served.target;
  }
}

TEST_F(Files, OutsideTheFolderAreNeverServed) {
  for (const char* target :
       {"/link.txt", "/up/outside.txt", "/.secret", "/missing.js", "/assets/missing.css", "/up/dist/logo.svg2"}) {
    const Response response = get(target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_EQ(response.body.find("outside"), std::string::npos) << target;
    EXPECT_EQ(response.body, R"({"error":{"code":"not_found","message":"没有这个页面或文件。","where":""}})") << target;
  }
}

TEST_F(Files, AnswerNotModified) {
  const std::string tag(get("/logo.svg").header("ETag"));
  ASSERT_EQ(tag.size(), 34U);
  for (const std::string& list : {tag, "W/" + tag, "\"a\", " + tag, std::string("*")}) {
    const Response response = get("/logo.svg", list);
    EXPECT_EQ(response.status, 304) << list;
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.header("ETag"), tag);
  }
  EXPECT_EQ(get("/logo.svg", "\"other\"").status, 200);
  write("dist/logo.svg", "<svg>2</svg>");
  EXPECT_NE(get("/logo.svg").header("ETag"), tag) << "another content has another tag";
  EXPECT_EQ(get("/logo.svg", tag).status, 200);
}

TEST(NoFiles, SayWhatIsMissing) {
  for (const char* root : {"", "/no/such/folder"}) {
    const Response response = StaticFiles(root).serve(*parse_target("/"), Request{});
    EXPECT_EQ(response.status, 404);
    EXPECT_NE(response.body.find("页面文件没有安装"), std::string::npos) << response.body;
  }
}

TEST(SecurityHeaders, ForbidForeignCodeAndFrames) {
  Response response;
  set_security_headers(response);
  EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.header("Referrer-Policy"), "no-referrer");
  const std::string policy(response.header("Content-Security-Policy"));
  for (const char* part :
       {"default-src 'self'", "style-src 'self' 'unsafe-inline'", "frame-ancestors 'none'", "object-src 'none'"}) {
    EXPECT_NE(policy.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(policy.find("unsafe-eval"), std::string::npos);
}

}  // namespace
}  // namespace bihuan::server
