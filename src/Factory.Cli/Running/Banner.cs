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
        foreach (var finding in findings)
        {
            output.Markup(finding.Found
                ? $"  [green]✔[/] {SafeText.Markup(finding.Name)} [dim]{SafeText.Markup(finding.Detail)}[/]"
                : $"  [dim]· {SafeText.Markup(finding.Name)} {SafeText.Markup(finding.Detail)}[/]");
        }

        output.Line();
    }
}
