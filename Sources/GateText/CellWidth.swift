/// How many terminal cells text takes.
public enum CellWidth {
    /// Cells of one scalar as it is: 0 for marks and for everything that must not reach a terminal, 2 for East Asian
    /// wide and full-width scalars, else 1. East Asian *ambiguous* scalars (`▲ ● …`) count one cell.
    public static func width(of scalar: Unicode.Scalar) -> Int {
        switch ScalarKind(scalar) {
        case .narrow, .space: 1
        case .wide: 2
        case .mark, .hostile: 0
        }
    }
}
