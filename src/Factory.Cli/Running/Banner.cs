using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;

namespace Factory.Cli.Running;

/// <summary>What was found, before anything starts.</summary>
internal static class Banner
{
    public static void Show(IOutput output, SiloConnection silo, Settings settings, IReadOnlyList<Finding> findings)
    {
        output.Markup(silo.IsHosted
            ? $"[bold]factory[/] at {SafeText.Markup(silo.Url)} [dim](in this process; data: {SafeText.Markup(settings.Data)})[/]"
            : $"[bold]factory[/] at {SafeText.Markup(silo.Url)} [dim](data: {SafeText.Markup(settings.Data)})[/]");
        foreach (var finding in findings.Where(IsWorthALine))
        {
            output.Markup($"  {(finding.Found ? "[green]✔[/]" : "[yellow]![/]")} {SafeText.Markup(finding.Name)} [dim]{SafeText.Markup(finding.Detail)}[/]");
        }

        var absent = findings.Where(f => !IsWorthALine(f)).Select(f => f.Name).ToList();
        if (absent.Count > 0)
        {
            output.Markup($"  [dim]· not here: {SafeText.Markup(string.Join(", ", absent))}[/]");
        }

        output.Line();
    }

    // A missing key or CLI is an offer; a missing sandbox changes what may run.
    private static bool IsWorthALine(Finding finding) => finding.Found || finding.Name.Equals("sandbox", StringComparison.OrdinalIgnoreCase);
}
