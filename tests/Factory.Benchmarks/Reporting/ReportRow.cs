namespace Factory.Benchmarks.Reporting;

/// <summary>A figure and what it is held against.</summary>
internal sealed record ReportRow(string What, double Here, double? Beside);
