// Routes of field devices: the register, quarantine, frames and their tail, orders.
#include "server/application.h"
#include "server/device_api.h"
#include "server/device_desk.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

const QueryParameter kMn{"mn", false, false, "设备的MN，省略为全部"};

DeviceDesk device_desk(Application& application, const Call& call) {
  return {application.office().devices, application.devices(), call.actor()};
}

void add_register_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::DeviceList>(
      "/api/v1/devices", "list_devices", "现场设备：状态、缺口、传输有效率",
      "Field devices with state, gaps and effective transmission rate", {},
      [](Application& application, const Call& call) { return device_desk(application, call).list(); }));
  all.push_back(read_route<api::DeviceView>("/api/v1/devices/{mn}", "get_device", "一台设备", "One device", {},
                                            [](Application& application, const Call& call) {
                                              return device_desk(application, call).view(call.path.at("mn"));
                                            }));
  all.push_back(write_route<api::RegisterDeviceRequest, api::DeviceView>(
      "/api/v1/devices", "register_device", "登记设备，立即生效", "Register a device; it is known at once", 201,
      [](Application& application, const Call& call, const api::RegisterDeviceRequest& in) {
        return device_desk(application, call).enrol(in);
      }));
  all.push_back(revised(write_route<api::ChangeDeviceRequest, api::DeviceView>(
      "/api/v1/devices/{mn}/change", "change_device", "改动设备的登记，或停用", "Change or retire a device", 200,
      [](Application& application, const Call& call, const api::ChangeDeviceRequest& in) -> Result<api::DeviceView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return device_desk(application, call).change(call.path.at("mn"), revision, in);
      })));
  all.push_back(read_route<api::QuarantineList>(
      "/api/v1/device-quarantine", "list_quarantine", "隔离区：没有登记的设备", "Devices that nobody registered", {},
      [](Application& application, const Call& call) { return device_desk(application, call).quarantine(); }));
  all.push_back(read_route<api::DeviceEventList>(
      "/api/v1/device-events", "list_device_events", "设备接入的事件", "Events of the gateway, newest first",
      {kMn, kLimit}, [](Application& application, const Call& call) {
        return device_desk(application, call).events(call.query("mn"), call.limit());
      }));
}

void add_frame_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::FrameList>(
      "/api/v1/frames", "list_frames", "最近的帧，逐段解读", "The newest frames, taken apart", {kMn, kLimit},
      [](Application& application, const Call& call) {
        return device_desk(application, call).frames(call.query("mn"), call.limit());
      }));
  all.push_back(read_route<api::FrameEntry>(
      "/api/v1/frames/{number}", "get_frame", "帧档案中的一帧，逐段解读", "One frame of the archive, taken apart", {},
      [](Application& application, const Call& call) -> Result<api::FrameEntry> {
        const Result<Decimal> number = parse_decimal(call.path.at("number"));
        if (!number.has_value() || number->places() != 0 || number->mantissa() < 1)
          return fail(Code::kInvalidInput, "帧号应为从1开始的整数。", "帧号");
        return device_desk(application, call).frame(number->mantissa());
      }));
  Route tail;
  tail.pattern = "/api/v1/device-tail";
  tail.id = "watch_frames";
  tail.summary = "正在收到的帧，逐帧解读（server-sent events：frame为FrameEntry，missed为略过的帧数）";
  tail.summary_en = "Frames as they come, taken apart, as server-sent events: frame (a FrameEntry), missed (how many)";
  tail.query = {kMn};
  tail.content_type = "text/event-stream";
  tail.handle = [](Application& application, const Call& call) {
    Result<std::shared_ptr<EventStream>> stream = device_desk(application, call).tail(call.query("mn"));
    if (!stream.has_value()) return error_response(stream.error());
    Response response;
    response.set("Content-Type", "text/event-stream; charset=utf-8");
    response.set("Cache-Control", "no-store");
    response.set("X-Accel-Buffering", "no");  // of a proxy in front
    response.stream = *std::move(stream);
    return response;
  };
  all.push_back(std::move(tail));
}

void add_order_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::OrderList>(
      "/api/v1/device-orders", "list_device_orders", "对设备下达的命令", "Orders to devices, newest first",
      {kMn, {"state", false, false, "asked、refused、granted、sent、failed、ended"}, kCursor, kLimit},
      [](Application& application, const Call& call) {
        return device_desk(application, call)
            .orders(call.query("mn"), call.query("state"), call.query("cursor"), call.limit());
      }));
  all.push_back(write_route<api::AskOrderRequest, api::OrderView>(
      "/api/v1/devices/{mn}/orders", "ask_device_order", "对设备下达命令；改动设备的须另一人同意",
      "Give a device an order; one that changes it wants a second person", 201,
      [](Application& application, const Call& call, const api::AskOrderRequest& in) {
        return device_desk(application, call).ask(call.path.at("mn"), in);
      }));
  all.push_back(revised(write_route<api::DecideOrderRequest, api::OrderView>(
      "/api/v1/device-orders/{order}/decision", "decide_device_order", "同意或不同意一条设备命令",
      "Grant or refuse an order to a device", 200,
      [](Application& application, const Call& call, const api::DecideOrderRequest& in) -> Result<api::OrderView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return device_desk(application, call).decide(call.path.at("order"), revision, in);
      })));
}

}  // namespace

void add_device_routes(std::vector<Route>& all) {
  add_register_routes(all);
  add_frame_routes(all);
  add_order_routes(all);
}

}  // namespace bihuan::server
