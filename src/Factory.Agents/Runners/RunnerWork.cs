using Factory.Agents.Attempts;
using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.Runners;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Agents.Runners;

/// <summary>
/// Has a coding CLI do the work of an attempt: starts it in the sandbox with a key that is worth the attempt's budget,
/// records what it reports, and starts it again in the same session until it has submitted a valid result.
/// </summary>
internal sealed class RunnerWork(
    AttemptKernelFactory tools,
    RunnerTools offered,
    RunnerProcess processes,
    RunnerConnection connection,
    IVirtualKeyStore keys,
    IMeter meter,
    SecretRedactor redactor,
    FactoryPaths paths,
    IGrainFactory grains,
    TimeProvider time)
{
    // The wall clock of the attempt ends it before; a command needs some limit.
    private static readonly CommandLimits Limits = new(TimeSpan.FromDays(7), MaxProcesses: 1024);

    /// <summary>Runs the CLI until it has submitted a valid result.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="prepared">Its agent, working copy and evidence.</param>
    /// <param name="runner">The CLI.</param>
    /// <param name="policy">The limits of its kind.</param>
    /// <param name="clock">Its wall clock, paused while the operator is asked.</param>
    /// <param name="recorder">Records what happens.</param>
    /// <param name="cancellationToken">Stops the CLI.</param>
    /// <exception cref="FactoryException">A limit was reached, or the CLI or its model failed.</exception>
    public async Task<Artifact> RunAsync(
        RunningAttempt attempt,
        PreparedAttempt prepared,
        SelectedRunner runner,
        KindPolicy policy,
        PausableTimeout clock,
        AttemptRecorder recorder,
        CancellationToken cancellationToken)
    {
        var request = attempt.Request;
        using var session = CreateTools(attempt, prepared, clock, recorder);
        using var offer = offered.Offer(request.Attempt, session);
        var folder = new RunnerFolder(paths, request.Attempt);
        var events = new RunnerRecorder(recorder, meter, request.Attempt, new LoopLimits(policy.MaxTurns, policy.MaxTokens));
        var port = connection.ChoosePort();
        var values = ValuesOf(request, folder, port);
        folder.WriteFiles(runner.Definition, values);

        var prompt = string.Join("\n\n", AttemptPrompt.Build(prepared.Agent, request, prepared.Evidence).Select(m => m.Text));
        for (var start = 1; ; start++)
        {
            events.Begin(prompt, start);
            var command = CommandOf(runner, prepared, folder, port, values, start, folder.WritePrompt(start, prompt), prompt);
            var end = await processes.RunAsync(command, runner.Definition.Output, events.Record, session.Ended, cancellationToken);
            events.ReportTotals();
            if (session.Accepted is { } artifact)
            {
                return artifact;
            }

            RunnerFailures.ThrowIfFailed(runner.Definition, end.Failure);
            prompt = NextPrompt(runner.Definition, session, events);
            values[RunnerPlaceholders.Session] = events.Session ?? "";
        }
    }

    private RunnerToolSession CreateTools(
        RunningAttempt attempt,
        PreparedAttempt prepared,
        PausableTimeout clock,
        AttemptRecorder recorder)
    {
        var request = attempt.Request;
        var (transcript, progress) = (recorder.Transcript, recorder.Progress);
        var task = grains.GetGrain<ITaskGrain>(request.Task.Value);
        var questions = new OperatorQuestions(attempt, task, clock, progress, redactor, time);
        var context = ArtifactContext.For(request.Spec, prepared.Evidence) with { IsFile = WorkingCopyFiles.CheckOf(prepared.WorkingCopy) };

        // Without the working copy: the CLI has its own tools for files and commands.
        var kernel = tools.CreateKernel(prepared.Agent, context, copy: null, questions.AskAsync, transcript, progress);
        return new RunnerToolSession(kernel, attempt.Messages, transcript);
    }

    private Dictionary<string, string> ValuesOf(Contracts.Attempts.AttemptRequest request, RunnerFolder folder, int port)
    {
        var model = request.Assignment.Model;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RunnerPlaceholders.Home] = folder.Home,
            [RunnerPlaceholders.Model] = model.Model,
            [RunnerPlaceholders.Provider] = model.Provider,
            [RunnerPlaceholders.Gateway] = connection.GatewayUrl(port),
            [RunnerPlaceholders.Mcp] = connection.McpUrl(port),
            [RunnerPlaceholders.Tools] = connection.ToolsUrl(port),
            [RunnerPlaceholders.Key] = keys.Issue(Principal.ForAttempt(request), [model]),
            [RunnerPlaceholders.Session] = "",
        };
    }

    private SandboxedCommand CommandOf(
        SelectedRunner runner,
        PreparedAttempt prepared,
        RunnerFolder folder,
        int port,
        Dictionary<string, string> values,
        int start,
        string promptFile,
        string prompt)
    {
        var definition = runner.Definition;
        values[RunnerPlaceholders.Prompt] = prompt;
        var arguments = start == 1 ? definition.Arguments : definition.ResumeArguments;
        return new SandboxedCommand(
            RunnerStart.CommandLine(runner, arguments, values, promptFile),
            prepared.WorkingCopy?.Folder ?? folder.WorkFolder,
            Limits,
            RunnerStart.Environment(definition, values),
            [.. prepared.WorkingCopy?.ReadOnlyFolders ?? [], runner.Program.Folder, folder.Prompts],
            [folder.Home])
        {
            ForwardedSockets = definition.UsesGateway ? [connection.Forward(port)] : [],
            OutputFile = folder.OutputFile(start),
        };
    }

    // The CLI has ended by itself, without a result: the operator's words or a reminder are the next prompt.
    private static string NextPrompt(RunnerDefinition runner, RunnerToolSession session, RunnerRecorder events)
    {
        var told = session.TakeMessages();
        const string Missing = "You ended without submitting a result.";
        var left = told is null ? session.InvalidOutputs.Add([Missing]) : "";
        if (!runner.CanResume || events.Session is null)
        {
            throw new FactoryException(
                ErrorCodes.ArtifactMalformed,
                $"{runner.Name} ended without submitting a result, and it cannot go on with its session.",
                "See its transcript, then retry the task.");
        }

        return told ?? $"{Missing} Continue; when you have finished, call the tool {ToolNames.SubmitResult} of the MCP server 'factory' with your "
            + $"result. {left}";
    }
}
