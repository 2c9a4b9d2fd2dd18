/// One magic value: what to put into a request to get an answer on purpose.
public struct MagicValue: Sendable, Equatable {
  /// The operation that understands it, such as `payout`.
  public let operation: String
  /// The request's field that carries it, such as `amount`.
  public let field: String
  /// What the field must end with: `.03`, `557`.
  public let value: String
  /// What happens then, for a person.
  public let effect: String
}

/// The magic values of the sandbox, made from the very table that the answers come from.
public enum MagicValues {
  /// Every magic value, grouped by operation.
  public static let table: [MagicValue] = Route.all.flatMap { route in
    route.magic.map { trigger in
      MagicValue(operation: route.operation, field: route.magicField, value: trigger.value, effect: trigger.says)
    }
  }

  /// The table as text for `--help`, at most 120 columns wide.
  public static var helpText: String {
    let sections = Route.all.map { route in
      let title = "\(route.operation), by the last three characters of \(route.magicField):"
      return ([title] + route.magic.map { "  \($0.value)  \($0.says)" }).joined(separator: "\n")
    }
    return sections.joined(separator: "\n\n") + "\n\n" + footnote
  }

  private static let footnote = """
    Everything else is answered with the published success. pan-status takes every refid only once: a second time
    is answered 401 "Duplicate RefID", unless the first was refused with 401, 403 or 429 or never came.
    """
}
