using System.Globalization;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Evidence;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>Prints the result of a run: product, evidence, cost and next steps.</summary>
internal static class RunSummary
{
    public static async Task ShowAsync(RunView run, SiloConnection silo, CommandContext context)
    {
        context.Output.WriteJson(ToJsonRecord(run));
        if (!context.Output.IsJson)
        {
            Show(run, context, silo.IsHosted ? SiloPresence.EndsWithCommand : SiloPresence.Running);

            // The product is served by the silo in this process, and ends with it.
            if (silo.IsHosted && run.Status == RunStatus.Succeeded)
            {
                context.Output.WriteLine($"  factory up{context.Settings.DataOption}     serves it after this command has ended");
            }

            await ShowOtherProvidersAsync(run, silo, context);
        }
    }

    /// <summary>The last line of <c>--json</c>.</summary>
    internal static object ToJsonRecord(RunView run) => new
    {
        Type = "run-finished",
        Status = run.Status,
        Run = run.Id,
        Product = run.Product.Name,
        run.Product.Repository,
        run.Url,
        run.NotServed,
        Rehearsal = UsedRehearsal(run),
        CostUsd = run.Cost,
        DurationSeconds = Math.Round(Duration(run).TotalSeconds, 3),
        Stages = run.Stages.Select(s => new
        {
            s.Name,
            s.Agent,
            s.Model?.Provider,
            s.Model?.Model,
            s.Attempts,
            Outcome = s.Outcome ?? Formatting.Format(s.Status),
        }).ToArray(),
        run.Problem,
    };

    internal static void Show(RunView run, CommandContext context, SiloPresence silo)
    {
        var output = context.Output;
        output.WriteLine();
        output.WriteMarkup($"{Title(run)} [dim]{When(run, silo, context)}[/]");
        if (run.Problem is { } problem)
        {
            output.WriteMarkup($"  why         {TerminalSanitizer.SingleLineMarkup(problem.Message, 2000)} " +
                $"[dim]({TerminalSanitizer.SingleLineMarkup(problem.Code)})[/]");
            if (problem.Hint is { } hint)
            {
                // Not wrapped, so that it can be copied.
                output.WriteLine($"  {"fix",-11} {TerminalSanitizer.SingleLine(CommandHint.WithDataOption(hint, context.Settings), 2000)}");
            }
        }

        ShowAddress(run, context);
        Row(output, "repository", run.Product.Repository);
        ShowEvidence(run.Evidence, output);
        output.WriteMarkup(
            $"  cost        {MoneyFormat.Format(run.Cost)}" +
            $"{(UsedRehearsal(run) ? ", [yellow]rehearsal[/] [dim](a scripted model, not a real one)[/]" : "")}");
        ShowNext(run, context, silo);
    }

    private static void ShowAddress(RunView run, CommandContext context)
    {
        Row(context.Output, "url", run.Url);
        if (run.NotServed is { } reason)
        {
            // Not wrapped, so that its command can be copied.
            context.Output.WriteLine(
                $"  {"url",-11} {TerminalSanitizer.SingleLine(CommandHint.WithDataOption(reason, context.Settings), 2000)}");
        }
    }

    // Without a silo nothing happens, so there is no time that goes on.
    private static string When(RunView run, SiloPresence silo, CommandContext context) =>
        run.FinishedAt is not null ? $"in {Formatting.Format(Duration(run))}, waits included"
            : silo == SiloPresence.None ? "when the factory stopped"
            : $"for {Formatting.Format(context.Environment.Time.GetUtcNow() - run.CreatedAt)}, waits included";

    private static void ShowEvidence(EvidenceReport? evidence, ConsoleOutput output)
    {
        var label = "evidence";
        foreach (var command in evidence?.Commands ?? [])
        {
            var tests = command.TestsPassed is { } passed
                ? string.Create(CultureInfo.InvariantCulture, $"; {passed} passed, {command.TestsFailed ?? 0} failed")
                : "";
            var end = command.TimedOut ? "timed out" : $"exit {command.ExitCode}";
            output.WriteMarkup($"  {label,-11} {(command.ExitCode == 0 && !command.TimedOut ? "[green]✔[/]" : "[red]✘[/]")} " +
                $"{TerminalSanitizer.SingleLineMarkup(command.Command, 200)} [dim]({end}{tests})[/]");
            label = "";
        }

        foreach (var problem in (evidence?.Problems ?? []).Concat(evidence?.Warnings ?? []))
        {
            output.WriteMarkup($"  {label,-11} [red]✘[/] {TerminalSanitizer.SingleLineMarkup(problem, 300)}");
            label = "";
        }

        foreach (var remark in evidence?.Remarks ?? [])
        {
            output.WriteMarkup($"  {label,-11} [yellow]![/] {TerminalSanitizer.SingleLineMarkup(remark, 300)}");
            label = "";
        }
    }

    private static void ShowNext(RunView run, CommandContext context, SiloPresence silo)
    {
        var hint = context.Settings.DataOption;
        var repository = TerminalSanitizer.SingleLine(run.Product.Repository, 1000);
        context.Output.WriteLine();
        context.Output.WriteLine("Next:");
        if (run.Status != RunStatus.Succeeded && silo != SiloPresence.Running)
        {
            // Whatever continues the run needs a factory that stays.
            context.Output.WriteLine($"  factory up{hint}     in another terminal: " +
                $"{(silo == SiloPresence.None ? "no factory is running" : "the factory of this command has ended")}");
        }

        // The fix above may have options, such as a higher budget, without which the retry would fail again.
        if (run.Status is RunStatus.Failed or RunStatus.Cancelled
            && CommandHint.FindRetry(run.Problem?.Hint, run.Id) is null)
        {
            context.Output.WriteLine($"  factory run retry {run.Id}{hint}");
        }
        else if (!run.IsFinished() && silo == SiloPresence.None)
        {
            context.Output.WriteLine($"  factory run --resume {run.Id}{hint}");
        }

        if (run.Url is not null)
        {
            context.Output.WriteLine($"  open {TerminalSanitizer.SingleLine(run.Url)}");
        }

        context.Output.WriteLine($"  git -C {ShellQuoting.Quote(repository)} log --stat");
        context.Output.WriteLine($"  git clone {ShellQuoting.Quote(repository)}");
        context.Output.WriteLine($"  factory run list{hint}");
    }

    private static async Task ShowOtherProvidersAsync(RunView run, SiloConnection silo, CommandContext context)
    {
        if (!UsedRehearsal(run))
        {
            return;
        }

        var providers = await silo.Client.ListProvidersAsync(context.Environment.Interrupt);
        if (providers.All(p => !p.Available || p.Name == RunView.RehearsalProvider))
        {
            context.Output.WriteLine($"  OPENAI_API_KEY=… factory run \"…\"{context.Settings.DataOption}     real models; " +
                "OPENAI_BASE_URL names any OpenAI-compatible server");
        }
    }

    private static void Row(ConsoleOutput output, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            output.WriteMarkup($"  {label,-11} {TerminalSanitizer.SingleLineMarkup(value, 2000)}");
        }
    }

    private static string Title(RunView run) => run.Status switch
    {
        // Never "ready": what stands there is a demonstration product, and not what the idea asked for.
        RunStatus.Succeeded when UsedRehearsal(run) => "[yellow]✔[/] rehearsal finished: the demonstration product "
            + $"[bold]{TerminalSanitizer.SingleLineMarkup(run.Product.Name)}[/]",
        RunStatus.Succeeded => $"[green]✔[/] [bold]{TerminalSanitizer.SingleLineMarkup(run.Product.Name)}[/] is ready",
        RunStatus.Failed => $"[red]✘[/] [bold]{TerminalSanitizer.SingleLineMarkup(run.Product.Name)}[/] failed",
        RunStatus.Cancelled => $"[yellow]⊘[/] [bold]{TerminalSanitizer.SingleLineMarkup(run.Product.Name)}[/] was cancelled",
        var status => $"[bold]{TerminalSanitizer.SingleLineMarkup(run.Product.Name)}[/]: {Formatting.Format(status)}",
    };

    private static TimeSpan Duration(RunView run) => (run.FinishedAt ?? run.CreatedAt) - run.CreatedAt;

    private static bool UsedRehearsal(RunView run) => run.Rehearsal || run.Stages.Any(s => s.Model?.Provider == RunView.RehearsalProvider);
}
