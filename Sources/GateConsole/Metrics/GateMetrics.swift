import GateDevices
import GateLinks
import GateModel
import GateScreens

/// What is measured of a gate at work, as Prometheus reads it. See docs/operations.md.
struct GateMetrics {
    var state: GateState
    var status: StationStatus
    /// Events recorded since the start, by kind.
    var events: [EventKind: Int64]
    /// By device number − 1.
    var devices: [DeviceHealth]
    var links: [LinkStatus]
    /// The gate's clock.
    var now: GateTime

    var text: String {
        var metrics = MetricsText()
        gate(&metrics)
        station(&metrics)
        device(&metrics)
        link(&metrics)
        return metrics.text
    }

    private func gate(_ metrics: inout MetricsText) {
        metrics.add("gate_info", .gauge, "The gate.", [([("gate", state.plan.gate), ("name", state.plan.name)], 1)])
        metrics.add("gate_open", .gauge, "1 while no person has suspended the gate.", state.status == .open ? 1 : 0)
        metrics.add("gate_clock_seconds", .gauge, "The gate's clock, in seconds since 1970.", Self.seconds(now))
        metrics.add("gate_vehicles_inside", .gauge, "Vehicles on the gate's ground.", Double(state.insideCount))
        metrics.add(
            "gate_visits", .gauge, "Visits by state, closed ones of this journal included.",
            VisitState.allCases.map { ([("state", $0.name)], Double(state.count($0))) })
        lanes(&metrics)
        var alarms: [(labels: [(String, String)], value: Double)] = []
        for priority in AlarmPriority.allCases {
            let standing = state.standingAlarms.filter { $0.kind.priority == priority }
            let unseen = standing.count { $0.state == .unacknowledged }
            alarms.append(([("priority", priority.name), ("seen", "no")], Double(unseen)))
            alarms.append(([("priority", priority.name), ("seen", "yes")], Double(standing.count - unseen)))
        }
        metrics.add("gate_alarms", .gauge, "Standing alarms.", alarms)
    }

    private func lanes(_ metrics: inout MetricsText) {
        func each(_ value: (LaneState) -> Double?) -> [(labels: [(String, String)], value: Double)] {
            state.lanes.compactMap { lane in value(lane).map { ([("lane", "\(lane.lane.id.number)")], $0) } }
        }
        metrics.add(
            "gate_lane_queue_vehicles", .gauge, "Vehicles in the approach queue.", each { Double($0.queue.count) })
        metrics.add(
            "gate_lane_control_vehicles", .gauge, "Vehicles between barrier 1 and crossing.",
            each { Double($0.control.count) })
        metrics.add("gate_lane_open", .gauge, "1 while the lane is open.", each { $0.status == .open ? 1 : 0 })
        metrics.add(
            "gate_lane_wait_seconds", .gauge, "Mean wait of the last vehicles, end of queue to booth.",
            each { $0.meanWaitSeconds.map { Double($0) } })
        metrics.add(
            "gate_lane_crossed_today", .gauge, "Vehicles that crossed since local midnight.",
            each { Double($0.crossed) })
        var barriers: [(labels: [(String, String)], value: Double)] = []
        for lane in state.lanes {
            for end in LaneEnd.allCases where state.barrier(lane.lane.id, end) != nil {
                let labels = [("lane", "\(lane.lane.id.number)"), ("barrier", end == .entry ? "1" : "2")]
                barriers.append((labels, lane[end].isShut ? 0 : 1))
            }
        }
        metrics.add("gate_barrier_open", .gauge, "0 while the barrier is known to be shut.", barriers)
    }

    private func station(_ metrics: inout MetricsText) {
        metrics.add("gate_journal_events", .gauge, "Events in the journal.", Double(state.sequence))
        metrics.add(
            "gate_journal_up", .gauge, "0 while the journal takes no events.", status.journalTrouble == nil ? 1 : 0)
        metrics.add(
            "gate_events_total", .counter, "Events recorded since the start.",
            EventKind.allCases.map { ([("type", $0.name)], Double(events[$0] ?? 0)) })
        metrics.add(
            "gate_capture_lost_total", .counter, "Messages that the capture did not keep.", Double(status.captureLost))
        metrics.add("gate_messages_total", .counter, "Messages received.", Double(status.received))
        metrics.add("gate_messages_bad_total", .counter, "Faults found in messages.", Double(status.rejected))
        metrics.add("gate_messages_repeated_total", .counter, "Messages received twice.", Double(status.duplicates))
        metrics.add(
            "gate_messages_dropped_total", .counter, "Messages for which the station had no room.",
            Double(status.dropped))
        metrics.add(
            "gate_lines_unknown_total", .counter, "Lines, types and sources of no known kind.",
            Double(status.unknownLines))
    }

    private func device(_ metrics: inout MetricsText) {
        func each(_ value: (Device, DeviceHealth) -> Double?) -> [(labels: [(String, String)], value: Double)] {
            zip(state.plan.devices, devices).compactMap { device, health in
                value(device, health).map { ([("device", device.source), ("kind", device.kind.name)], $0) }
            }
        }
        metrics.add(
            "gate_device_up", .gauge, "1 while the device works; absent before it was first heard.",
            each { device, _ in
                let index = Int(device.id.number) - 1
                guard state.devices.indices.contains(index) else { return nil }
                let condition = state.devices[index].report.condition
                return condition == .unseen ? nil : condition == .working ? 1 : 0
            })
        metrics.add(
            "gate_device_last_seen_seconds", .gauge, "When it was last heard, in seconds since 1970.",
            each { $1.lastSeenAt.map { Self.seconds($0) } })
        metrics.add(
            "gate_device_clock_error_seconds", .gauge, "The gate's clock less the device's.",
            each { $1.messages > 0 ? Double($1.clockErrorMilliseconds) / 1000 : nil })
        let counters: [(name: String, help: String, path: KeyPath<DeviceHealth, Int64>)] = [
            ("messages", "Messages.", \.messages), ("missing", "Sequence numbers that never came.", \.missing),
            ("repeated", "Messages received twice.", \.duplicates), ("late", "Messages out of order.", \.late),
            ("restarts", "Restarts.", \.restarts),
            ("withheld", "Changes held back while it chattered.", \.withheld),
            ("bad", "Messages, lines and frames that cannot be read.", \.decodeErrors),
        ]
        // A device that only listens may never have said a word.
        metrics.add(
            "gate_device_unsent_total", .counter, "Orders that did not reach it.",
            each { $1.messages > 0 || $1.unsent > 0 ? Double($1.unsent) : nil })
        for counter in counters {
            metrics.add(
                "gate_device_\(counter.name)_total", .counter, counter.help,
                each { $1.messages > 0 ? Double($1[keyPath: counter.path]) : nil })
        }
    }

    private func link(_ metrics: inout MetricsText) {
        metrics.add(
            "gate_link_up", .gauge, "1 while the link is connected or listens.",
            links.map { link in
                let isUp: Bool =
                    switch link.phase {
                    case .connected, .listening: true
                    case .starting, .connecting, .waiting, .stopped: false
                    }
                return ([("link", link.name), ("address", link.address)], isUp ? 1 : 0)
            })
        metrics.add(
            "gate_link_strangers_total", .counter, "Calls turned away that belong to no device.",
            links.map { ([("link", $0.name), ("address", $0.address)], Double($0.strangers)) })
        let members = links.flatMap(\.members)
        func each(_ value: (LinkStatus.Member) -> Double) -> [(labels: [(String, String)], value: Double)] {
            members.map { ([("device", $0.source)], value($0)) }
        }
        metrics.add("gate_link_bytes_total", .counter, "Bytes taken.", each { Double($0.bytes) })
        metrics.add(
            "gate_link_refused_total", .counter, "Messages turned away at the link.", each { Double($0.refused) })
        metrics.add(
            "gate_link_dropped_total", .counter, "Messages that made room for newer ones.", each { Double($0.dropped) })
        metrics.add(
            "gate_link_waiting", .gauge, "Messages that wait for the station.", each { Double($0.waiting) })
    }

    private static func seconds(_ time: GateTime) -> Double { Double(time.milliseconds) / 1000 }
}
