using Factory.Cli.Maintenance;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;

namespace Factory.Cli.Runs;

/// <summary>Prints what was found on this machine, before a run starts.</summary>
internal static class Banner
{
    public static void Show(ConsoleOutput output, SiloConnection silo, GlobalSettings settings, IReadOnlyList<DiscoveredItem> findings)
    {
        output.WriteMarkup(silo.IsHosted
            ? $"[bold]factory[/] at {TerminalSanitizer.SingleLineMarkup(silo.Url)} [dim](in this process; data: " +
                $"{TerminalSanitizer.SingleLineMarkup(settings.Data)})[/]"
            : $"[bold]factory[/] at {TerminalSanitizer.SingleLineMarkup(silo.Url)} [dim](data: " +
                $"{TerminalSanitizer.SingleLineMarkup(settings.Data)})[/]");
        foreach (var finding in findings.Where(f => DoctorChecks.IsUsed(f) && IsShown(f)))
        {
            output.WriteMarkup($"  {(finding.Found ? "[green]✔[/]" : "[yellow]![/]")} " +
                $"{TerminalSanitizer.SingleLineMarkup(finding.Name)} [dim]{TerminalSanitizer.SingleLineMarkup(finding.Detail)}[/]");
        }

        var absent = findings.Where(f => DoctorChecks.IsUsed(f) && !IsShown(f)).Select(f => f.Name).ToList();
        if (absent.Count > 0)
        {
            output.WriteMarkup($"  [dim]· not found: {TerminalSanitizer.SingleLineMarkup(string.Join(", ", absent))}[/]");
        }

        output.WriteLine();
    }

    // A missing key or CLI is optional; a missing sandbox is shown, because it changes which commands can run.
    private static bool IsShown(DiscoveredItem finding) =>
        finding.Found || finding.Name.Equals("sandbox", StringComparison.OrdinalIgnoreCase);
}
