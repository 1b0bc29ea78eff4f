import GateText

/// The last filter before terminals that know ASCII only.
public enum AsciiFilter {
    /// Turns every cell into one ASCII cell: letters without marks, glyphs as look-alikes, a wide character as "?" and a
    /// blank. Columns stay where they are.
    public static func apply(_ grid: inout Grid) {
        grid.mapCells { cell in
            if cell.isContinuation { return .blank(cell.style) }
            if cell.width == 2 { return .ascii(0x3F, style: cell.style) }
            if cell.base < 0x7F, cell.mark1 == 0 { return cell }
            return .ascii(Transliteration.cell(cell.base), style: cell.style)
        }
    }
}
