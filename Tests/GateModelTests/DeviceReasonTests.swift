import GateModel
import Testing

@Suite struct DeviceReasonTests {
    static let all: [(DeviceReason, String)] = [
        (.neverHeard, "neverHeard"), (.silent(seconds: 75), "silent 75"), (.comesAndGoes, "comesAndGoes"),
        (.disconnected, "disconnected"),
        (.cabinetOpen, "cabinetOpen"), (.clockBehind(seconds: 61), "clockBehind 61"),
        (.clockAhead(seconds: 32_000_000_000), "clockAhead 32000000000"), (.gammaHigh, "gammaHigh"),
        (.gammaLow, "gammaLow"), (.neutronHigh, "neutronHigh"), (.occupancyNeverEnded, "occupancyNeverEnded"),
        (.pictureLost, "pictureLost"),
        (.lensCovered, "lensCovered"), (.viewMoved, "viewMoved"), (.chatters(perMinute: 61), "chatters 61"),
        (.unreadable(fault: "malformed", field: ""), "unreadable malformed"),
        (.unreadable(fault: "badText", field: "a b"), "unreadable badText a b"),
        (.noRoom(visits: 200_000), "noRoom 200000"),
    ]

    @Test(arguments: all) func itsTextReadsBack(reason: DeviceReason, text: String) {
        #expect(reason.text == text)
        #expect(DeviceReason(text) == reason)
        #expect(DeviceReason.names.contains(reason.name))
    }

    @Test func everyNameIsTried() { #expect(Set(Self.all.map(\.0.name)) == Set(DeviceReason.names)) }

    @Test(
        arguments: [
            "", " ", "silent", "silent x", "silent 7 5", "silent 075", "silent +75", "unreadable", "neverHeard now",
            "never heard", "silent for 75 s", "silent 32000000001", "clockAhead 9223372036854775807", "silent -1",
        ])
    func anythingElseIsNoReason(text: String) { #expect(DeviceReason(text) == nil) }
}
