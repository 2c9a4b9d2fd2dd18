/// How a report looks: one accent colour, a page of A4, nothing from the network.
enum ReportStyle {
  static let sheet = """
    :root { --ink: #1c2226; --quiet: #5d676d; --line: #d5dade; --accent: #1f4e66; --wash: #f3f6f7; }
    * { box-sizing: border-box; }
    html { background: #ffffff; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    body { margin: 0 auto; padding: 48px 32px 64px; max-width: 860px; color: var(--ink);
      font: 14px/1.5 "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "Noto Sans", sans-serif; }
    header { border-top: 4px solid var(--accent); padding-top: 20px; }
    .kind { margin: 0; color: var(--accent); font-weight: 600; }
    h1 { margin: 2px 0 0; font-size: 30px; line-height: 1.2; font-weight: 600; overflow-wrap: anywhere; }
    h2 { margin: 40px 0 10px; font-size: 18px; line-height: 1.3; font-weight: 600; color: var(--accent); }
    p { margin: 0 0 10px; max-width: 46em; overflow-wrap: anywhere; }
    .under { margin-top: 4px; color: var(--quiet); }
    .verdict { margin: 22px 0 0; padding: 14px 18px; max-width: none; border-left: 4px solid var(--accent);
      background: var(--wash); }
    .verdict p { margin: 4px 0 0; max-width: none; }
    .verdict strong { font-size: 17px; }
    .attention { border-left: 8px double var(--ink); }
    .figures { display: grid; grid-template-columns: repeat(3, 1fr) minmax(max-content, 1.3fr); gap: 12px 28px;
      margin: 24px 0 0; }
    .figures div { border-top: 1px solid var(--line); padding-top: 8px; }
    .figures dt { color: var(--quiet); }
    .figures dd { margin: 0; font-size: 21px; line-height: 1.35; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .facts { display: grid; grid-template-columns: 11.5em 1fr; gap: 0; margin: 0; }
    .facts dt, .facts dd { padding: 5px 0; border-bottom: 1px solid var(--line); }
    .facts dt { color: var(--quiet); }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    table { width: 100%; border-collapse: collapse; margin: 14px 0 18px; font-size: 13px; line-height: 1.45; }
    caption { text-align: left; color: var(--quiet); padding: 0 0 6px; }
    th, td { text-align: left; vertical-align: top; padding: 6px 18px 6px 0; font-weight: 400;
      border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    th:last-child, td:last-child { padding-right: 0; }
    thead th { color: var(--quiet); font-weight: 600; border-bottom: 1.5px solid var(--ink); vertical-align: bottom;
      white-space: nowrap; }
    tfoot th, tfoot td { font-weight: 600; border-top: 1.5px solid var(--ink); border-bottom: 0; }
    .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
    .sum th, .sum td { font-weight: 600; background: var(--wash); }
    .sum th { padding-left: 10px; }
    .part th { padding-left: 26px; }
    .whole { white-space: nowrap; overflow-wrap: normal; }
    code { font: 12px/1.45 "SF Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
    time { white-space: nowrap; font-variant-numeric: tabular-nums; }
    small { display: block; color: var(--quiet); font-size: 11px; }
    .facts small { display: inline; margin-left: 10px; font-size: 12px; }
    .chart { display: block; width: 100%; height: auto; margin: 14px 0 4px; }
    .chart text { font-size: 12.5px; fill: #1c2226; font-variant-numeric: tabular-nums; }
    .chart .quiet { fill: #5d676d; font-size: 11.5px; }
    .chart .strong { font-weight: 600; }
    .balance { font-weight: 600; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 0 40px; }
    .signing { display: grid; grid-template-columns: repeat(3, 1fr); gap: 36px; margin-top: 72px; }
    .signing p { border-top: 1px solid var(--ink); padding-top: 6px; color: var(--quiet); }
    footer { margin-top: 40px; color: var(--quiet); font-size: 12px; }
    @media (max-width: 640px) {
      body { padding: 24px 16px; }
      .figures { grid-template-columns: repeat(2, 1fr); }
      .facts, .signing { grid-template-columns: 1fr; }
    }
    @media print {
      body { padding: 0; max-width: none; font-size: 10pt; }
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
      tbody tr:first-child, footer { break-before: avoid; }
      code { font-size: 8.5pt; }
      small { font-size: 7.5pt; }
      h1 { font-size: 21pt; }
      h2 { margin-top: 18pt; font-size: 13pt; }
      h2 + p, caption { break-after: avoid; }
      tr, p, svg, .facts dt, .facts dd, .verdict, .figures, .signing, .keep { break-inside: avoid; }
      thead { display: table-header-group; }
      tfoot { display: table-row-group; }
    }
    """

  /// The page's size, and what stands below every printed page.
  static func page(_ batch: String) -> String {
    // A name that could end the string of the style is not one of ours.
    let name = batch.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return """

      @page { size: A4; margin: 16mm 15mm 18mm;
        @bottom-left { content: "aopbatch, batch \(name)"; font: 8pt sans-serif; color: #5d676d; }
        @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #5d676d; } }
      """
  }
}
