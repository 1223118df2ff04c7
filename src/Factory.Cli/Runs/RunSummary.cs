using System.Globalization;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Evidence;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>How a run ended: where the product is, what proves it, what it cost, what to do next.</summary>
internal static class RunSummary
{
    private const string Rehearsal = "rehearsal";

    public static async Task ShowAsync(RunView run, SiloConnection silo, CommandContext session)
    {
        session.Output.Record(Record(run));
        if (!session.Output.Json)
        {
            Show(run, session);
            if (silo.IsHosted)
            {
                session.Output.Line($"  factory up{session.Settings.DataHint}     serves it, and takes commands, when this one has ended");
            }

            await ShowOtherProvidersAsync(run, silo, session);
        }
    }

    /// <summary>The last line of <c>--json</c>.</summary>
    internal static object Record(RunView run) => new
    {
        Type = "run-finished",
        Status = run.Status,
        Run = run.Id,
        Product = run.Product.Name,
        run.Product.Repository,
        run.Url,
        CostUsd = run.Cost,
        DurationSeconds = Math.Round(Duration(run).TotalSeconds, 3),
        Stages = run.Stages.Select(s => new
        {
            s.Name,
            s.Agent,
            s.Model?.Provider,
            s.Model?.Model,
            s.Attempts,
            Outcome = s.Outcome ?? Formatting.Of(s.Status),
        }).ToArray(),
        run.Problem,
    };

    internal static void Show(RunView run, CommandContext session)
    {
        var output = session.Output;
        output.Line();
        output.Markup($"{Title(run)} [dim]{(run.FinishedAt is null ? $"for {Formatting.Of(session.Environment.Time.GetUtcNow() - run.CreatedAt)}" : $"in {Formatting.Of(Duration(run))}")}[/]");
        if (run.Problem is { } problem)
        {
            output.Markup($"  why         {TerminalSanitizer.Markup(problem.Message, 2000)} [dim]({TerminalSanitizer.Markup(problem.Code)})[/]");
            if (problem.Hint is { } hint)
            {
                // Not broken into lines: it is there to be copied.
                output.Line($"  {"fix",-11} {TerminalSanitizer.Line(CommandHint.For(hint, session.Settings), 2000)}");
            }
        }

        Row(output, "url", run.Url);
        Row(output, "repository", run.Product.Repository);
        ShowEvidence(run.Evidence, output);
        output.Markup($"  cost        {run.Cost}{(Rehearsed(run) ? ", [yellow]rehearsal[/] [dim](a scripted model, not a real one)[/]" : "")}");
        ShowNext(run, session);
    }

    private static void ShowEvidence(EvidenceReport? evidence, IOutput output)
    {
        var label = "evidence";
        foreach (var command in evidence?.Commands ?? [])
        {
            var tests = command.TestsPassed is { } passed ? string.Create(CultureInfo.InvariantCulture, $"; {passed} passed, {command.TestsFailed ?? 0} failed") : "";
            var end = command.TimedOut ? "timed out" : $"exit {command.ExitCode}";
            output.Markup($"  {label,-11} {(command.ExitCode == 0 && !command.TimedOut ? "[green]✔[/]" : "[red]✘[/]")} {TerminalSanitizer.Markup(command.Command, 200)} [dim]({end}{tests})[/]");
            label = "";
        }

        foreach (var problem in evidence?.Problems ?? [])
        {
            output.Markup($"  {label,-11} [red]✘[/] {TerminalSanitizer.Markup(problem, 300)}");
            label = "";
        }
    }

    private static void ShowNext(RunView run, CommandContext session)
    {
        var hint = session.Settings.DataHint;
        var repository = TerminalSanitizer.Line(run.Product.Repository, 1000);
        session.Output.Line();
        session.Output.Line("Next:");
        if (run.Status is RunStatus.Failed or RunStatus.Cancelled)
        {
            session.Output.Line($"  factory run retry {run.Id}{hint}");
        }

        if (run.Url is not null)
        {
            session.Output.Line($"  open {TerminalSanitizer.Line(run.Url)}");
        }

        session.Output.Line($"  git -C {repository} log --stat");
        session.Output.Line($"  git clone {repository}");
        session.Output.Line($"  factory run list{hint}");
    }

    private static async Task ShowOtherProvidersAsync(RunView run, SiloConnection silo, CommandContext session)
    {
        if (!Rehearsed(run))
        {
            return;
        }

        var providers = await silo.Client.ListProvidersAsync(session.Environment.Interrupt);
        if (providers.All(p => !p.Available || p.Name == Rehearsal))
        {
            session.Output.Line("  OPENAI_API_KEY=… factory run \"…\"     real models; OPENAI_BASE_URL names any OpenAI-compatible server");
        }
    }

    private static void Row(IOutput output, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            output.Markup($"  {label,-11} {TerminalSanitizer.Markup(value, 2000)}");
        }
    }

    private static string Title(RunView run) => run.Status switch
    {
        RunStatus.Succeeded => $"[green]✔[/] [bold]{TerminalSanitizer.Markup(run.Product.Name)}[/] is ready",
        RunStatus.Failed => $"[red]✘[/] [bold]{TerminalSanitizer.Markup(run.Product.Name)}[/] failed",
        RunStatus.Cancelled => $"[yellow]⊘[/] [bold]{TerminalSanitizer.Markup(run.Product.Name)}[/] was cancelled",
        var status => $"[bold]{TerminalSanitizer.Markup(run.Product.Name)}[/]: {Formatting.Of(status)}",
    };

    private static TimeSpan Duration(RunView run) => (run.FinishedAt ?? run.CreatedAt) - run.CreatedAt;

    private static bool Rehearsed(RunView run) => run.Stages.Any(s => s.Model?.Provider == Rehearsal);
}
