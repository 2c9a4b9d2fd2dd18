/// Every version of a ledger's tables, in order, whatever database they are in. A new one is a new case, and each kind of
/// database says how it comes about; none is ever changed.
///
/// Version 1 was a file's without types and checks, see `Schema`; servers begin with version 2.
enum LedgerVersion: Int, CaseIterable {
  case version2 = 2

  static let newest = allCases.map(\.rawValue).max() ?? 0
}
