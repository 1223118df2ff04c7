using System.Security.Cryptography;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>Executes <c>factory run</c>.</summary>
internal sealed class RunCommandHandler(CommandContext context, RunRequest request)
{
    private const string EndsHere = "nothing serves it after this command has ended: factory up";

    private readonly ConsoleOutput _output = context.Output;
    private readonly CliEnvironment _environment = context.Environment;

    public async Task<int> RunAsync()
    {
        // Outside of the try block, because the message about an interruption depends on how far the command came.
        RunId? started = null;
        var hosted = false;
        try
        {
            await using var silo = await SiloConnection.OpenOrHostAsync(context.Settings, request.Unsandboxed, _environment);
            hosted = silo.IsHosted;
            if (!_output.IsJson)
            {
                Banner.Show(_output, silo, context.Settings, await silo.Client.GetDiscoveryAsync(_environment.Interrupt));
            }

            // A new run is shown from its first event; that of a resumed one may be days ago.
            var (run, after) = request.Resume ? await ResumeAsync(silo) : (await StartAsync(silo), 0L);
            started = run.Id;
            await using (var report = RunReportFactory.Create(context, silo.Client))
            {
                run = await new RunFollower(silo.Client, report, _environment.Time, mayWait: !hosted || _output.IsLive)
                    .FollowAsync(run, after, _environment.Interrupt);
            }

            // Only where somebody sees it and can press Ctrl-C: a script or a CI job would never end (ADR 7).
            var serves = !hosted || _output.IsLive;
            await RunSummary.ShowAsync(serves || run.Url is null ? run : run with { Url = null, NotServed = EndsHere }, silo, context);
            if (hosted && serves && run.Url is not null)
            {
                await ServeAsync(silo, run);
            }

            return ExitCodeFor(run);
        }
        catch (OperationCanceledException) when (_environment.Interrupt.IsCancellationRequested)
        {
            // The using statement above has stopped a hosted silo by now.
            _output.WriteNote(started is null ? "Stopped." : hosted
                ? $"Stopped; nothing is lost. Continue with: factory run --resume {started}{context.Settings.DataOption}"
                : $"The run continues in the silo. Watch it with: factory run --resume {started}{context.Settings.DataOption}");
            return ExitCodes.Interrupted;
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.SiloUnreachable && started is not null)
        {
            throw new FactoryException(
                e.Code,
                $"{e.Message} {started} is not lost.",
                hosted
                    ? $"Continue with: factory run --resume {started}"
                    : $"It continues when the factory does. Watch it with: factory run --resume {started}",
                retryable: true,
                e);
        }
    }

    private async Task<RunView> StartAsync(SiloConnection silo)
    {
        // New for each call: a request that is sent again must not start a second run.
        var key = "cli-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var start = new StartRunRequest(
            request.Idea,
            request.Pipeline,
            request.Repository,
            request.BudgetUsd,
            request.AllowSameReviewer,
            request.Rehearse);
        var accepted = await new RehearsalNotice(context).ShowAsync(start, silo.Client);
        try
        {
            return await silo.Client.StartRunAsync(start with { Rehearse = accepted }, key, _environment.Interrupt);
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.SiloUnreachable)
        {
            throw new FactoryException(
                e.Code,
                $"{e.Message} The run may have been started all the same.",
                "Look before you start it again: factory run list",
                retryable: true,
                e);
        }
    }

    private async Task<(RunView Run, long After)> ResumeAsync(SiloConnection silo)
    {
        // The position is read before the run: an event in between is then shown twice rather than missed.
        var position = await silo.Client.GetEventsAsync(limit: 1, cancellationToken: _environment.Interrupt);
        if (request.Run is { } id)
        {
            return (await silo.Client.GetRunAsync(id, _environment.Interrupt), position.Last);
        }

        // The greatest page that the API has. An unfinished run behind 200 newer ones has to be named.
        var page = await silo.Client.ListRunsAsync(limit: 200, cancellationToken: _environment.Interrupt);
        var latest = page.Items.FirstOrDefault(r => !r.IsFinished()) ?? throw new FactoryException(
            ErrorCodes.NotFound,
            "There is no unfinished run.",
            page.Items.Count == 0 ? "Start one: factory run \"A tip calculator for restaurant bills\""
                : page.Items.FirstOrDefault(r => r.Status is RunStatus.Failed or RunStatus.Cancelled) is { } stopped
                    ? $"Continue one with: factory run retry {stopped.Id}"
                : "List all runs with: factory run list");
        return (await silo.Client.GetRunAsync(latest.Id, _environment.Interrupt), position.Last);
    }

    private async Task ServeAsync(SiloConnection silo, RunView run)
    {
        _output.WriteMarkup($"[green]●[/] Serving [link]{TerminalSanitizer.SingleLineMarkup(run.Url)}[/] until you press Ctrl-C.");
        try
        {
            await silo.WaitForShutdownAsync(_environment.Interrupt);
        }
        catch (OperationCanceledException) when (_environment.Interrupt.IsCancellationRequested)
        {
            // Ctrl-C is the normal end of serving: the exit code is that of the run.
            _output.WriteNote($"Stopping. The product is kept; serve it again with: factory up{context.Settings.DataOption}");
        }
    }

    private static int ExitCodeFor(RunView run) => run.Status switch
    {
        RunStatus.Succeeded => ExitCodes.Success,
        RunStatus.Cancelled => ExitCodes.Cancelled,
        _ =>
            run.Problem?.Code is ErrorCodes.BudgetExceeded or ErrorCodes.LifetimeLimitReached ? ExitCodes.BudgetExceeded : ExitCodes.Failed,
    };
}
