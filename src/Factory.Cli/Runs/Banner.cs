using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;

namespace Factory.Cli.Runs;

/// <summary>What was found, before anything starts.</summary>
internal static class Banner
{
    public static void Show(IOutput output, SiloConnection silo, Settings settings, IReadOnlyList<DiscoveredItem> findings)
    {
        output.Markup(silo.IsHosted
            ? $"[bold]factory[/] at {TerminalSanitizer.Markup(silo.Url)} [dim](in this process; data: {TerminalSanitizer.Markup(settings.Data)})[/]"
            : $"[bold]factory[/] at {TerminalSanitizer.Markup(silo.Url)} [dim](data: {TerminalSanitizer.Markup(settings.Data)})[/]");
        foreach (var finding in findings.Where(IsWorthALine))
        {
            output.Markup($"  {(finding.Found ? "[green]✔[/]" : "[yellow]![/]")} {TerminalSanitizer.Markup(finding.Name)} [dim]{TerminalSanitizer.Markup(finding.Detail)}[/]");
        }

        var absent = findings.Where(f => !IsWorthALine(f)).Select(f => f.Name).ToList();
        if (absent.Count > 0)
        {
            output.Markup($"  [dim]· not here: {TerminalSanitizer.Markup(string.Join(", ", absent))}[/]");
        }

        output.Line();
    }

    // A missing key or CLI is an offer; a missing sandbox changes what may run.
    private static bool IsWorthALine(DiscoveredItem finding) => finding.Found || finding.Name.Equals("sandbox", StringComparison.OrdinalIgnoreCase);
}
