/// What X-rays pass through, in the four classes that two energies tell apart.
///
/// Mass attenuation coefficients in cm²/g at 6 and 4 MeV, from Hubbell and Seltzer, "Tables of X-Ray Mass Attenuation
/// Coefficients", NIST, 1995/2004: water for the organic, aluminium for the inorganic, iron and lead. A linear accelerator's
/// beam is a spectrum whose mean lies lower and hardens with depth; one energy each is a simplification, and keeps what matters:
/// the ratio ln(low) / ln(high) falls from 1.23 (organic) over 1.17 and 1.08 (steel) to 0.96 (lead).
enum Material: Sendable {
    case organic, inorganic, steel, lead

    /// At the higher energy, 6 MeV.
    var high: Float {
        switch self {
        case .organic: 0.02770
        case .inorganic: 0.02655
        case .steel: 0.03057
        case .lead: 0.04391
        }
    }

    /// At the lower energy, 4 MeV.
    var low: Float {
        switch self {
        case .organic: 0.03403
        case .inorganic: 0.03106
        case .steel: 0.03312
        case .lead: 0.04197
        }
    }
}
