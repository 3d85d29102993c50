// The office's desk under load, over HTTP on this machine: 100,000 tasks and cases in a store on disk, synchronous FULL
// with group commit. Three measurements, each beside a peer in the same run:
//   lists    pages of cases and tasks, 4 connections: median and 95th percentile. Peer: the same query asked of SQLite
//            in this process, without server, rights and JSON.
//   writes   steps of cases, each journalled, 16 connections. Peer: SQLite alone, one small row a transaction,
//            synchronous FULL, one after another: what the disk gives without group commit.
//   log-ins  30 a second, argon2id of 19 MiB and 2 passes, while lists are read: at a steady pace, as people do, and as
//            fast as they come, which leaves no core free. Peer: the same reading alone.
// Ends with 1 where an aim is missed (p95 of lists under 30 ms; 500 journalled writes a second; beside lists at a
// steady pace 30 log-ins a second answered within a second at p95, and the lists under twice their normal, median and
// p95). usage: desk_load [--records N] [--seconds S] [--folder DIR]
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "server/api.h"
#include "server/http_server.h"

namespace {

namespace fs = std::filesystem;
namespace http = boost::beast::http;
using namespace bihuan;
using Seconds = std::chrono::duration<double>;
using Steady = std::chrono::steady_clock;

const Instant kNow = *parse_instant("2024-09-30T08:00:00+08:00");
constexpr int kUnits = 20;
const std::string kPassword = "Yunxi-2031-desk";

struct Settings {
  std::int64_t records = 100'000;
  double seconds = 10;
  std::string folder;
};

template <class T>
T must(Result<T> result) {
  if (!result.has_value()) {
    std::fprintf(stderr, "%s (%s)\n", result.error().message.c_str(), result.error().where.c_str());
    std::exit(3);
  }
  return *std::move(result);
}
void must(const Status& status) {
  if (status.has_value()) return;
  std::fprintf(stderr, "%s (%s)\n", status.error().message.c_str(), status.error().where.c_str());
  std::exit(3);
}

std::string unit_name(int i) { return "第" + std::to_string(i + 1) + "科"; }

std::map<std::string, std::string> knowledge() {
  std::map<std::string, std::string> texts;
  const fs::path root = fs::path(BIHUAN_SOURCE_DIR) / "knowledge";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".toml") continue;
    texts[entry.path().lexically_relative(root).string()] = must(read_file(entry.path().string(), 1U << 24U));
  }
  return texts;
}

// A plan in which every item is one thing to be made by a unit.
std::string plan_text(std::int64_t tasks) {
  std::string text = "2024年云溪市生态环境工作要点\n一、重点任务\n";
  for (std::int64_t i = 1; i <= tasks; ++i) {
    text += std::to_string(i) + ".推进第" + std::to_string(i) + "号片区治理。9月底前完成第" + std::to_string(i) +
            "号片区整治方案编制。（责任单位：" + unit_name(static_cast<int>(i % kUnits)) + "）\n";
  }
  return text;
}

// --- figures ---------------------------------------------------------------------------------------------------------

struct Sample {
  std::vector<double> milliseconds;
  double at(double share) const {
    if (milliseconds.empty()) return 0;
    std::vector<double> sorted = milliseconds;
    std::ranges::sort(sorted);
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  }
  void add(const Sample& other) {
    milliseconds.insert(milliseconds.end(), other.milliseconds.begin(), other.milliseconds.end());
  }
};

template <class Work>
void timed(Sample& sample, Work work) {
  const auto begin = Steady::now();
  work();
  sample.milliseconds.push_back(Seconds(Steady::now() - begin).count() * 1e3);
}

// Runs `work(index)` on so many threads, joins their samples.
template <class Work>
Sample on_threads(int count, Work work) {
  std::vector<std::future<Sample>> all;
  for (int i = 0; i < count; ++i) all.push_back(std::async(std::launch::async, [i, &work] { return work(i); }));
  Sample joined;
  for (auto& one : all) joined.add(one.get());
  return joined;
}

// --- the desk --------------------------------------------------------------------------------------------------------

class Client {
 public:
  Client(std::uint16_t port, std::string session) : session_(std::move(session)) {
    stream_.connect(boost::asio::ip::tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), port));
  }
  // Returns the status; `body` gets the answer's.
  int ask(http::verb verb, const std::string& target, const std::string& sent, std::string& body,
          const std::string& revision = "") {
    http::request<http::string_body> request{verb, target, 11};
    request.set(http::field::host, "127.0.0.1");
    if (!session_.empty()) {
      request.set(http::field::cookie, std::string(server::kSessionCookie) + "=" + session_);
      request.set(std::string(server::kCsrfHeader), records::csrf_of(session_));
    }
    if (verb != http::verb::get) request.set(http::field::content_type, "application/json");
    if (!revision.empty()) request.set(http::field::if_match, "\"" + revision + "\"");
    request.body() = sent;
    request.prepare_payload();
    http::write(stream_, request);
    http::response<http::string_body> response;
    http::read(stream_, buffer_, response);
    body = std::move(response.body());
    return static_cast<int>(response.result_int());
  }

 private:
  boost::asio::io_context context_;
  boost::beast::tcp_stream stream_{context_};
  boost::beast::flat_buffer buffer_;
  std::string session_;
};

struct Desk {
  FixedClock clock{kNow};
  std::shared_ptr<records::Database> database;
  std::unique_ptr<server::Office> office;
  records::Rights rights;
  Argon2Hasher hasher;
  std::unique_ptr<records::Accounts> accounts;
  std::unique_ptr<server::PlanDesk> plans;
  std::unique_ptr<server::Application> application;
  std::unique_ptr<server::HttpServer> http;
  std::thread thread;
  std::uint16_t port = 0;
  records::Actor clerk;  // of the office
  std::string session;   // of that clerk
};

records::Actor actor_of(Desk& desk, const std::string& session) {
  return must(desk.accounts->find_session({"测试", kNow, kNow}, session))->actor;
}

void open_desk(Desk& desk, const Settings& settings) {
  const std::map<std::string, std::string> texts = knowledge();
  desk.database = must(records::open_database(settings.folder + "/records.sqlite", kNow, 4));
  desk.office = must(server::open_office(desk.database, "云溪市生态环境局", texts));
  desk.rights = must(records::load_rights(texts.at("office/rights.toml"), "rights.toml"));
  desk.accounts = std::make_unique<records::Accounts>(
      desk.database, desk.hasher,
      must(records::load_account_policy(texts.at("office/account-policy.toml"), "policy", "mlps3", "three")));
  std::vector<plans::NamedText> words;
  for (const auto& [name, text] : texts) {
    if (name.starts_with("plan-language/")) words.push_back({name, text});
  }
  desk.plans = std::make_unique<server::PlanDesk>(must(plans::load_language(words)), plans::Organisation(),
                                                  records::Records(desk.database), desk.clock, nullptr,
                                                  server::DeskOptions{"云溪市生态环境局", true, "bench"});
  records::Actor maker;
  maker.name = maker.origin = "测量";
  maker.at = maker.recorded_at = kNow;
  for (int i = 0; i < kUnits; ++i) {
    records::Unit unit;
    unit.name = unit_name(i);
    must(desk.office->organisation.add_unit(maker, unit));
  }
  records::Person person;
  person.name = "办公室甲";
  person = must(desk.office->organisation.add_person(maker, person));
  records::PersonSeat seat;
  seat.person_id = person.person_id;
  seat.unit_id = unit_name(0);
  must(desk.office->organisation.add_seat(maker, seat));
  const records::Account account =
      must(desk.accounts->add(maker, {person.person_id, "office", {records::DeskRole::kOffice}, true}));
  const records::Visit visit{"测量", kNow, kNow};
  const std::string link = must(desk.accounts->make_link(maker, account.account_id));
  desk.session = must(desk.accounts->sign_in_by_link(visit, link)).session;
  const records::SignedIn who = *must(desk.accounts->find_session(visit, desk.session));
  must(desk.accounts->change_password(who, desk.session, "", kPassword));
  desk.clerk = actor_of(desk, desk.session);
}

void fill(Desk& desk, const Settings& settings) {
  const std::int64_t half = settings.records / 2;
  const auto begin = Steady::now();
  const std::string summary_id = must(desk.plans->store(desk.clerk, "plan.txt", plan_text(half), "", "")).id;
  must(desk.office->tasks.issue(desk.clerk, must(PlanId::make(summary_id)), must(desk.office->table()),
                                desk.office->progress_rule));
  std::printf("filled %lld tasks of one plan in %.1f s\n", static_cast<long long>(half),
              Seconds(Steady::now() - begin).count());
  const auto cases_begin = Steady::now();
  std::atomic<std::int64_t> next{0};
  on_threads(16, [&](int) {
    for (std::int64_t i = next++; i < half; i = next++) {
      records::NewCase wanted;
      wanted.source = "by_hand";
      wanted.title = "第" + std::to_string(i) + "号问题整改";
      wanted.demand = "查明原因，限期整改到位。";
      wanted.lead_unit = unit_name(static_cast<int>(i % kUnits));
      wanted.due = Date(2024, 10, 8 + static_cast<int>(i % 20));
      must(desk.office->cases.open(desk.clerk, wanted));
    }
    return Sample{};
  });
  const double seconds = Seconds(Steady::now() - cases_begin).count();
  std::printf("filled %lld cases in %.1f s, %.0f a second, %lld commits\n", static_cast<long long>(half), seconds,
              static_cast<double>(half) / seconds, static_cast<long long>(desk.database->commits()));
}

void serve(Desk& desk) {
  server::ApplicationOptions options;
  options.version = "bench";
  desk.application = std::make_unique<server::Application>(
      *desk.plans, *desk.office, server::Access{*desk.accounts, desk.office->organisation, desk.rights, desk.clock},
      desk.clock, options);
  desk.http = std::make_unique<server::HttpServer>(*desk.application, server::Listening{"127.0.0.1", 0});
  std::promise<std::uint16_t> ready;
  desk.thread = std::thread([&] { must(desk.http->run([&](std::uint16_t port) { ready.set_value(port); })); });
  desk.port = ready.get_future().get();
}

// --- what is measured ------------------------------------------------------------------------------------------------

std::string list_target(std::mt19937& random) {
  const std::string unit = server::percent_encode(unit_name(static_cast<int>(random() % kUnits)));
  switch (random() % 4) {
    case 0:
      return "/api/v1/cases?limit=50";
    case 1:
      return "/api/v1/cases?limit=50&order=due&unit=" + unit;
    case 2:
      return "/api/v1/tasks?limit=50&unit=" + unit;
    default:
      return "/api/v1/tasks?limit=50";
  }
}

// From 4 connections as fast as they are answered; or `rate` a second, each counted from the moment it was due.
Sample read_lists(Desk& desk, double seconds, double rate = 0) {
  const auto begin = Steady::now();
  return on_threads(4, [&](int i) {
    Client client(desk.port, desk.session);
    std::mt19937 random(static_cast<unsigned>(i));
    Sample sample;
    std::string body;
    const auto end = begin + Seconds(seconds);
    for (std::int64_t turn = i; Steady::now() < end; turn += 4) {
      const std::string target = list_target(random);
      auto due = Steady::now();
      if (rate > 0) {
        due = begin + std::chrono::duration_cast<Steady::duration>(Seconds(static_cast<double>(turn) / rate));
        std::this_thread::sleep_until(due);
      }
      if (client.ask(http::verb::get, target, "", body) != 200) {
        std::fprintf(stderr, "%s: %s\n", target.c_str(), body.c_str());
        std::exit(3);
      }
      sample.milliseconds.push_back(Seconds(Steady::now() - due).count() * 1e3);
    }
    return sample;
  });
}

// Lists beside 30 log-ins a second, with what each comes to.
struct Beside {
  Sample alone, lists, log_ins;
};

Sample plain_lists(const Settings& settings, double seconds) {
  sqlite3* store = nullptr;
  sqlite3_open_v2((settings.folder + "/records.sqlite").c_str(), &store, SQLITE_OPEN_READONLY, nullptr);
  Sample sample;
  const auto end = Steady::now() + Seconds(seconds);
  while (Steady::now() < end) {
    timed(sample, [&] {
      sqlite3_stmt* statement = nullptr;
      sqlite3_prepare_v2(store, "select * from case_file order by case_id desc limit 51", -1, &statement, nullptr);
      while (sqlite3_step(statement) == SQLITE_ROW) {
      }
      sqlite3_finalize(statement);
    });
  }
  sqlite3_close(store);
  return sample;
}

// Steps a second, and journal entries a second.
std::pair<double, double> write_steps(Desk& desk, double seconds, std::int64_t cases) {
  const auto entries = [&] {
    return must(desk.database->read([](records::Reader& reader) { return records::read_head(reader); })).entries;
  };
  const std::int64_t before = entries();
  std::atomic<std::int64_t> next{1}, done{0};
  const auto begin = Steady::now();
  const auto end = begin + Seconds(seconds);
  on_threads(16, [&](int) {
    Client client(desk.port, desk.session);
    std::string body;
    for (std::int64_t i = next++; Steady::now() < end && i <= cases; i = next++) {
      std::string id = std::to_string(i);
      id = "k" + std::string(6 - id.size(), '0') + id;
      const int status =
          client.ask(http::verb::post, "/api/v1/cases/" + id + "/steps",
                     R"({"verb":"urge","text":"请按期反馈进展。","unit":"","as_unit":"","files":[]})", body, "1");
      if (status != 200) {
        std::fprintf(stderr, "%s: %d %s\n", id.c_str(), status, body.c_str());
        std::exit(3);
      }
      ++done;
    }
    return Sample{};
  });
  const double taken = Seconds(Steady::now() - begin).count();
  return {static_cast<double>(done) / taken, static_cast<double>(entries() - before) / taken};
}

double plain_writes(const Settings& settings, double seconds) {
  sqlite3* store = nullptr;
  sqlite3_open((settings.folder + "/peer.sqlite").c_str(), &store);
  sqlite3_exec(store,
               "pragma journal_mode=wal; pragma synchronous=full; create table t (id integer primary key, x text)",
               nullptr, nullptr, nullptr);
  std::int64_t done = 0;
  const auto begin = Steady::now();
  while (Seconds(Steady::now() - begin).count() < seconds) {
    sqlite3_exec(store, "insert into t (x) values ('请按期反馈进展。')", nullptr, nullptr, nullptr);
    ++done;
  }
  const double taken = Seconds(Steady::now() - begin).count();
  sqlite3_close(store);
  return static_cast<double>(done) / taken;
}

// 30 log-ins a second from 8 connections; how long each took, from the moment it was due.
Sample log_in(Desk& desk, double seconds, double rate) {
  std::atomic<std::int64_t> next{0};
  const auto begin = Steady::now();
  return on_threads(8, [&](int) {
    Client client(desk.port, "");
    Sample sample;
    std::string body;
    for (std::int64_t i = next++; static_cast<double>(i) / rate < seconds; i = next++) {
      const auto due = begin + std::chrono::duration_cast<Steady::duration>(Seconds(static_cast<double>(i) / rate));
      std::this_thread::sleep_until(due);
      if (client.ask(http::verb::post, "/api/v1/session",
                     R"({"login_name":"office","password":")" + kPassword + R"(","code":""})", body) != 200) {
        std::fprintf(stderr, "log-in: %s\n", body.c_str());
        std::exit(3);
      }
      sample.milliseconds.push_back(Seconds(Steady::now() - due).count() * 1e3);
    }
    return sample;
  });
}

Beside beside_log_ins(Desk& desk, double seconds, double rate) {
  Beside out;
  out.alone = read_lists(desk, seconds, rate);
  auto reading = std::async(std::launch::async, [&] { return read_lists(desk, seconds, rate); });
  out.log_ins = log_in(desk, seconds, 30);
  out.lists = reading.get();
  const std::string pace = rate > 0 ? std::to_string(static_cast<int>(rate)) + " a second" : "as fast as they come";
  std::printf(
      "log-ins  30 a second beside lists %s: median %.0f ms, p95 %.0f ms; lists median %.2f ms, p95 %.2f ms, %.2f and "
      "%.2f times their normal (%.2f, %.2f)\n",
      pace.c_str(), out.log_ins.at(0.5), out.log_ins.at(0.95), out.lists.at(0.5), out.lists.at(0.95),
      out.lists.at(0.5) / out.alone.at(0.5), out.lists.at(0.95) / out.alone.at(0.95), out.alone.at(0.5),
      out.alone.at(0.95));
  return out;
}

bool aim(bool is_met, const char* what) {
  std::printf("%s  %s\n", is_met ? "met   " : "MISSED", what);
  return is_met;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--records") settings.records = std::atoll(argv[i + 1]);
    if (name == "--seconds") settings.seconds = std::atof(argv[i + 1]);
    if (name == "--folder") settings.folder = argv[i + 1];
  }
  const bool is_own_folder = settings.folder.empty();
  if (is_own_folder)
    settings.folder = (fs::temp_directory_path() / ("desk_load." + std::to_string(::getpid()))).string();
  fs::create_directories(settings.folder);
  Desk desk;
  open_desk(desk, settings);
  fill(desk, settings);
  serve(desk);

  const Sample alone = read_lists(desk, settings.seconds);
  const Sample plain = plain_lists(settings, 2);
  std::printf("lists    median %.2f ms, p95 %.2f ms over %zu pages; SQLite alone median %.2f ms, ratio %.1f\n",
              alone.at(0.5), alone.at(0.95), alone.milliseconds.size(), plain.at(0.5), alone.at(0.5) / plain.at(0.5));

  const auto [steps, entries] = write_steps(desk, settings.seconds, settings.records / 2);
  const double single = plain_writes(settings, 3);
  std::printf("writes   %.0f steps a second, %.0f journal entries; SQLite alone, a commit each: %.0f, ratio %.1f\n",
              steps, entries, single, steps / single);

  constexpr double kPace = 100;  // lists a second: a few hundred people at work
  const Beside paced = beside_log_ins(desk, settings.seconds, kPace);
  beside_log_ins(desk, settings.seconds, 0);
  desk.http->stop();
  desk.thread.join();
  const bool all =
      static_cast<int>(aim(alone.at(0.95) < 30, "p95 of list pages under 30 ms")) &
      static_cast<int>(aim(steps >= 500, "500 journalled writes a second")) &
      static_cast<int>(aim(paced.log_ins.at(0.95) < 1000, "30 log-ins a second, answered within a second")) &
      static_cast<int>(
          aim(paced.lists.at(0.5) < 2 * paced.alone.at(0.5) && paced.lists.at(0.95) < 2 * paced.alone.at(0.95),
              "lists beside log-ins under twice their normal"));
  if (is_own_folder) fs::remove_all(settings.folder);
  return all ? 0 : 1;
}
