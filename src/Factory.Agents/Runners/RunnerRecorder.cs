using System.Globalization;
using Factory.Agents.Attempts;
using Factory.Agents.Loop;
using Factory.Agents.Transcripts;
using Factory.Contracts.Errors;
using Factory.Domain;
using Factory.Domain.Attempts;
using Factory.Domain.Metering;
using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>
/// Records what a coding CLI reports in the attempt's transcript and progress, and holds it to the limits of its kind.
/// Tokens and money are those of the gateway; the CLI's own counts are not believed.
/// </summary>
internal sealed class RunnerRecorder(
    AttemptRecorder recorder,
    IMeter meter,
    AttemptId attempt,
    LoopLimits limits,
    RunnerCommand command) : IRunnerWatch
{
    /// <summary>How many events an attempt can report before it is ended: each is written to the transcript.</summary>
    /// <value>100,000.</value>
    public const int MaxEvents = 100_000;

    private const int MaxSessionLength = 200;
    private const int MaxActionLength = 80;

    private readonly PrincipalId _principal = PrincipalId.ForAttempt(attempt);
    private readonly HashSet<string> _ownCalls = [];
    private readonly Dictionary<string, string> _tools = [];
    private int _events;

    /// <inheritdoc/>
    public RunnerOutput Output => command.Definition.Output;

    private TranscriptWriter Transcript => recorder.Transcript;

    private ProgressReporter Progress => recorder.Progress;

    /// <summary>Records that the CLI is started.</summary>
    /// <param name="prompt">What it is given.</param>
    public void Begin(string prompt)
    {
        var isFirst = command.State.Start == 1;
        Transcript.Write(isFirst ? TranscriptEntryKind.Prompt : TranscriptEntryKind.Reminder, prompt);
        Progress.ReportAction(isFirst ? "thinking" : "continuing");
    }

    /// <summary>Records that the CLI of an earlier silo process is taken over.</summary>
    public void BeginAgain()
    {
        Transcript.Write(TranscriptEntryKind.Notice, $"The factory has restarted and goes on with {command.Definition.Name}.");
        Progress.ReportAction("continuing after a restart");
    }

    /// <inheritdoc/>
    public void Reach(long position) => command.Update(state => state with { Position = position });

    /// <inheritdoc/>
    /// <exception cref="FactoryException"><c>attempt.limit_reached</c>: it has used more than its kind allows, or reported
    /// too much.</exception>
    public void Record(RunnerEvent found)
    {
        CountEvent();
        var totals = meter.TotalsOf(_principal);
        Progress.ReportUsage(totals);
        switch (found)
        {
            case RunnerEvent.SessionStarted started when IsUsable(started.SessionId):
                command.Update(state => state with { Session = started.SessionId });
                break;
            case RunnerEvent.Message message:
                Transcript.Write(new TranscriptEntry(
                    0, default, TranscriptEntryKind.Assistant, message.Text, Usage: totals.Usage, Cost: totals.Cost));
                break;
            case RunnerEvent.Reasoning reasoning:
                Transcript.Write(TranscriptEntryKind.Reasoning, reasoning.Text);
                break;
            case RunnerEvent.ToolCalled called:
                RecordCall(called);
                break;
            case RunnerEvent.ToolReturned returned:
                RecordResult(returned);
                break;
            case RunnerEvent.Notice notice:
                Transcript.Write(TranscriptEntryKind.Notice, notice.Text);
                break;
            default:
                break;
        }

        CheckLimits(totals);
    }

    /// <summary>Reports what all calls have used until now.</summary>
    public void ReportTotals() => Progress.ReportUsage(meter.TotalsOf(_principal));

    private void RecordCall(RunnerEvent.ToolCalled called)
    {
        if (IsOwn(called.Tool))
        {
            _ownCalls.Add(called.CallId);
            return;
        }

        _tools[called.CallId] = called.Tool;
        Transcript.Write(new TranscriptEntry(0, default, TranscriptEntryKind.ToolCall, called.Arguments, called.Tool, called.CallId));
        Progress.ReportAction($"{called.Tool} {OneLine(called.Arguments)}");
    }

    private void RecordResult(RunnerEvent.ToolReturned returned)
    {
        var tool = returned.Tool ?? _tools.GetValueOrDefault(returned.CallId);
        if (!_ownCalls.Contains(returned.CallId) && !IsOwn(tool))
        {
            Transcript.Write(new TranscriptEntry(
                0, default, TranscriptEntryKind.ToolResult, returned.Text, tool, returned.CallId, returned.IsError));
        }
    }

    private void CheckLimits(AccountTotals totals)
    {
        if (totals.Calls > limits.MaxTurns || totals.Usage.Total() > limits.MaxTokens)
        {
            throw new FactoryException(
                ErrorCodes.AttemptLimitReached,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The agent made {totals.Calls} model calls with {totals.Usage.Total():N0} tokens; {limits.MaxTurns} and "
                    + $"{limits.MaxTokens:N0} are allowed."),
                "Raise the kind's limits in policy.yaml, or retry with a stronger model.");
        }
    }

    private void CountEvent()
    {
        if (++_events > MaxEvents)
        {
            throw new FactoryException(
                ErrorCodes.AttemptLimitReached,
                string.Create(CultureInfo.InvariantCulture, $"The CLI reported more than {MaxEvents:N0} events."),
                "See the transcript for what it repeats, then retry the task.");
        }
    }

    // The factory's own tools record themselves, with the arguments that arrived and the results that were given: what a CLI
    // says of them can be false.
    private static bool IsOwn(string? tool) => tool is not null
        && (tool.EndsWith(ToolNames.SubmitResult, StringComparison.Ordinal)
            || tool.EndsWith(ToolNames.AskOperator, StringComparison.Ordinal));

    // It becomes an argument of the next start: a zero would cut the command line, and a long one could not be started.
    private static bool IsUsable(string session) =>
        session.Length is > 0 and <= MaxSessionLength && session[0] != '-' && VisibleText.ToLine(session) == session;

    private static string OneLine(string text) => VisibleText.Shorten(text.ReplaceLineEndings(" ").Trim(), MaxActionLength);
}
