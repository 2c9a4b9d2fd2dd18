import GRDB

/// A row of an SQL result; `Row` is one of a sheet.
typealias SQLRow = GRDB.Row
