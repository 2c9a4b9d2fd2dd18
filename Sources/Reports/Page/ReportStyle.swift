/// How a report looks: one accent colour, a page of A4, nothing from the network. Words have a contrast of 4.5 and more to
/// what is behind them, in the light and in the dark, and nothing is wider than a telephone's 390 pixels: tests look.
enum ReportStyle {
  static let sheet = colours + words + lists + tables + pictures + narrow + print

  /// Paper is always light.
  private static let colours = """
    :root { color-scheme: light; --paper: #ffffff; --ink: #1c2226; --quiet: #5d676d; --line: #d5dade; --accent: #1f4e66;
      --wash: #f3f6f7; }
    @media screen and (prefers-color-scheme: dark) {
      :root { color-scheme: dark; --paper: #14191c; --ink: #e6eaec; --quiet: #a3adb3; --line: #3a444a; --accent: #8cc4e0;
        --wash: #1f272b; }
    }

    """

  private static let words = """
    * { box-sizing: border-box; }
    html { background: var(--paper); -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    body { margin: 0 auto; padding: 40px 32px 64px; max-width: 860px; color: var(--ink);
      font: 14px/1.5 "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "Noto Sans", sans-serif; }
    header { border-top: 4px solid var(--accent); padding-top: 20px; }
    .stamp { position: sticky; top: 0; z-index: 1; margin: 0 0 20px; padding: 7px 12px; max-width: none;
      border: 4px double var(--ink); background: var(--paper); font-size: 17px; font-weight: 700; letter-spacing: 0.08em;
      text-align: center; }
    .kind { margin: 0; color: var(--accent); font-weight: 600; }
    h1 { margin: 2px 0 0; font-size: 30px; line-height: 1.2; font-weight: 600; overflow-wrap: anywhere; }
    h1.long { font-size: 20px; line-height: 1.3; }
    h2 { margin: 40px 0 10px; font-size: 18px; line-height: 1.3; font-weight: 600; color: var(--accent); }
    p { margin: 0 0 10px; max-width: 46em; overflow-wrap: anywhere; }
    .under { margin-top: 4px; color: var(--quiet); }
    .verdict { margin: 22px 0 0; padding: 14px 18px; border-left: 4px solid var(--accent); background: var(--wash); }
    .verdict p { margin: 4px 0 0; max-width: none; }
    .verdict strong { font-size: 17px; }
    .attention { border-left: 8px double var(--ink); }
    .balance { font-weight: 600; }
    code { font: 12px/1.45 "SF Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
    .whole { white-space: nowrap; overflow-wrap: normal; }
    time { white-space: nowrap; font-variant-numeric: tabular-nums; }
    small { display: block; color: var(--quiet); font-size: 11px; }
    footer { margin-top: 40px; color: var(--quiet); font-size: 12px; }
    .signing { display: grid; grid-template-columns: repeat(3, 1fr); gap: 36px; margin-top: 72px; }
    .signing p { border-top: 1px solid var(--ink); padding-top: 6px; }

    """

  private static let lists = """
    .figures { display: grid; grid-template-columns: repeat(3, 1fr) minmax(max-content, 1.3fr); gap: 12px 28px;
      margin: 24px 0 0; }
    .figures div { border-top: 1px solid var(--line); padding-top: 8px; }
    .figures dt { color: var(--quiet); }
    .figures dd { margin: 0; font-size: 21px; line-height: 1.35; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .facts { display: grid; grid-template-columns: 11.5em 1fr; gap: 0; margin: 0; }
    .facts dt, .facts dd { padding: 5px 0; border-bottom: 1px solid var(--line); }
    .facts dt { color: var(--quiet); }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    .facts small { display: inline-block; margin-left: 10px; font-size: 12px; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 0 40px; }

    """

  private static let tables = """
    table { width: 100%; border-collapse: collapse; margin: 14px 0 18px; font-size: 13px; line-height: 1.45; }
    caption { text-align: left; color: var(--quiet); padding: 0 0 6px; }
    th, td { text-align: left; vertical-align: top; padding: 6px 18px 6px 0; font-weight: 400;
      border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    th:last-child, td:last-child { padding-right: 0; }
    td:not(.n) { min-width: 5.5em; }
    tbody th:not(.n) { min-width: 8.5em; }
    thead th { color: var(--quiet); font-weight: 600; border-bottom: 1.5px solid var(--ink); vertical-align: bottom;
      white-space: nowrap; }
    .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
    .sum th, .sum td { font-weight: 600; background: var(--wash); }
    .sum th { padding-left: 10px; }
    .part th { padding-left: 26px; }

    """

  private static let pictures = """
    .chart { display: block; margin: 14px 0 4px; overflow: visible; }
    .chart text { font-size: 12.5px; fill: var(--ink); font-variant-numeric: tabular-nums; }
    .chart .quiet { fill: var(--quiet); }
    .chart .strong { font-weight: 600; }
    .chart rect { stroke: var(--ink); stroke-width: 1; }
    .chart .solid { fill: var(--accent); stroke: var(--accent); }
    .chart .hatched { fill: url(#hatch); }
    .chart .dotted { fill: url(#dots); }
    .chart .hollow { fill: none; }
    #hatch path { stroke: var(--ink); stroke-width: 1.4; }
    #dots circle { fill: var(--ink); }

    """

  /// A wide table is a list of its rows there, each cell with its column's name beside it.
  private static let narrow = """
    @media screen and (max-width: 640px) {
      body { padding: 20px 16px 40px; }
      h1 { font-size: 24px; }
      h1.long { font-size: 17px; }
      .figures { grid-template-columns: repeat(3, 1fr); gap: 12px 16px; }
      .figures div:nth-child(4) { grid-column: 1 / -1; }
      .keep .figures { grid-template-columns: repeat(2, 1fr); }
      .keep .figures div:nth-child(4) { grid-column: auto; }
      .facts, .signing { grid-template-columns: 1fr; }
      .facts dt { border-bottom: 0; padding-bottom: 0; }
      .facts dd { padding-top: 0; }
      .signing { gap: 44px; margin-top: 56px; }
      th, td { padding-right: 12px; }
      .wide, .wide caption, .wide tbody, .wide tr { display: block; }
      .wide thead, .wide td:empty { display: none; }
      .wide tr { padding: 7px 0; border-bottom: 1px solid var(--line); }
      .wide caption { border-bottom: 1.5px solid var(--ink); }
      .wide th, .wide td { display: grid; grid-template-columns: 6.5em minmax(0, 1fr); gap: 0 10px; padding: 1px 0;
        border: 0; text-align: left; white-space: normal; }
      .wide th::before, .wide td::before { content: attr(data-name); grid-row: 1 / span 9; color: var(--quiet);
        font-weight: 400; }
      .wide th > *, .wide td > * { grid-column: 2; justify-self: start; max-width: 100%; }
      .whole { white-space: normal; overflow-wrap: anywhere; }
    }

    """

  private static let print = """
    @media print {
      body { padding: 0; max-width: none; font-size: 10pt; }
      /* A fixed element stands on every page. */
      .test { padding-right: 13mm; }
      .stamp { position: fixed; top: 0; right: 0; bottom: 0; width: 10mm; margin: 0; padding: 0; writing-mode: vertical-rl;
        font-size: 14pt; line-height: 8mm; }
      table { font-size: 9pt; margin: 8pt 0 10pt; }
      th, td { padding-top: 3pt; padding-bottom: 3pt; }
      .facts dt, .facts dd { padding: 2.5pt 0; }
      header { padding-top: 10pt; }
      header .figures { display: none; }
      .verdict { margin-top: 12pt; }
      .figures { margin: 12pt 0; }
      .figures dd { font-size: 14pt; }
      p { max-width: none; }
      thead, h2 { break-after: avoid; }
      tbody tr:first-child { break-before: avoid; }
      code { font-size: 8.5pt; }
      .facts code { font-size: 8pt; }
      .signing { margin-top: 44pt; }
      small { font-size: 7.5pt; }
      h1 { font-size: 21pt; }
      h1.long { font-size: 14pt; }
      h2 { margin-top: 18pt; font-size: 13pt; }
      h2 + p, caption { break-after: avoid; }
      tr, p, svg, .facts dt, .facts dd, .verdict, .figures, .signing, .keep { break-inside: avoid; }
      thead { display: table-header-group; }
    }
    """

  /// The page's size, and what stands above and below every printed page.
  static func page(_ batch: String, isTest: Bool) -> String {
    // A name that could end the string of the style is not one of ours.
    let name = batch.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    let test = isTest ? "TEST: no money moved. " : ""
    return """

      @page { size: A4; margin: 16mm 15mm 18mm;
        @bottom-left { content: "\(test)aopbatch, batch \(name)"; font: 8pt sans-serif; color: #5d676d; }
        @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #5d676d; } }
      """
  }
}
