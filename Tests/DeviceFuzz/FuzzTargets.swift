/// Every decoder there is.
public enum FuzzTargets {
    public static var all: [any FuzzTarget] {
        PlateTargets.all + StreamTargets.all + CodeTargets.all + DocumentTargets.all + EquipmentTargets.all
            + CaptureTargets.all
    }
}
