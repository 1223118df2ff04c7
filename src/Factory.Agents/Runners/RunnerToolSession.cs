using System.Globalization;
using System.Text;
using System.Text.Json;
using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Runners;

/// <summary>
/// The factory's tools of one attempt, as a coding CLI calls them. What the operator has written meanwhile goes along
/// with the result of a call; a submission made before it was read does not count.
/// </summary>
/// <param name="kernel">The tools.</param>
/// <param name="messages">What the operator writes.</param>
/// <param name="transcript">Records the messages when they are delivered.</param>
internal sealed class RunnerToolSession(AttemptKernel kernel, OperatorMessages messages, TranscriptWriter transcript) : IDisposable
{
    /// <summary>How many calls an attempt can make before it is ended: each is written to the transcript.</summary>
    /// <value>1,000.</value>
    public const int MaxCalls = 1_000;

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>The tools as a client is shown them.</summary>
    public IReadOnlyList<AIFunctionDeclaration> Declarations => kernel.Declarations;

    /// <summary>The accepted result; null until there is one.</summary>
    public Artifact? Accepted => kernel.Submission.Accepted;

    /// <summary>Called with a result before its acceptance is told to the CLI.</summary>
    public Action<Artifact> OnAccepted { get; set; } = static _ => { };

    /// <summary>
    /// Completes when a result was accepted; fails when the attempt must end, for example after too many invalid results.
    /// </summary>
    public Task Ended => _ended.Task;

    /// <summary>Counts ends without a result.</summary>
    public InvalidOutputCounter InvalidOutputs => kernel.Submission.InvalidOutputs;

    /// <summary>Calls a tool.</summary>
    public async Task<AttemptToolResult> CallAsync(
        string tool,
        IReadOnlyDictionary<string, JsonElement> arguments,
        CancellationToken cancellationToken)
    {
        // The kernel belongs to one conversation; a CLI can call in parallel.
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (Accepted is not null)
            {
                return new AttemptToolResult("Your result was accepted: your work has ended. Stop.", IsError: true);
            }

            // It may call on until it is stopped.
            if (_ended.Task.IsFaulted)
            {
                return new AttemptToolResult("Your attempt has failed: your work has ended. Stop.", IsError: true);
            }

            return await CallInOrderAsync(tool, arguments, cancellationToken);
        }
        catch (FactoryException e)
        {
            // The attempt ends with it; the CLI is stopped and does not read the answer.
            _ended.TrySetException(e);
            return new AttemptToolResult(e.Message, IsError: true);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Takes what the operator has written, as a text for the agent; null when there is nothing.</summary>
    public string? TakeMessages()
    {
        var text = new StringBuilder();
        while (messages.TryTake(out var message))
        {
            transcript.Write(TranscriptEntryKind.Operator, message.Text);
            text.Append("The operator writes: ").AppendLine(message.Text);
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<AttemptToolResult> CallInOrderAsync(
        string tool,
        IReadOnlyDictionary<string, JsonElement> arguments,
        CancellationToken cancellationToken)
    {
        var turn = ++_calls;
        if (turn > MaxCalls)
        {
            throw new FactoryException(
                ErrorCodes.AttemptLimitReached,
                string.Create(CultureInfo.InvariantCulture, $"The agent called the factory's tools more than {MaxCalls:N0} times."),
                "See its transcript for what it repeats, then retry the task.");
        }

        var content = new FunctionCallContent(
            string.Create(CultureInfo.InvariantCulture, $"factory-{turn}"),
            tool,
            arguments.ToDictionary(a => a.Key, a => (object?)a.Value));
        var result = (await kernel.InvokeAsync([new ToolCall(content, turn)], cancellationToken))[0];
        var told = TakeMessages();
        if (Accepted is { } accepted)
        {
            if (told is null)
            {
                OnAccepted(accepted);
                _ended.TrySetResult();
                return new AttemptToolResult(result.Text + " Your work has ended. Stop.", result.IsError);
            }

            kernel.Submission.Withdraw();
            return new AttemptToolResult(
                $"Not accepted yet: the operator has written to you meanwhile. Consider it, then call {tool} again.\n{told}",
                IsError: false);
        }

        return new AttemptToolResult(told is null ? result.Text : $"{result.Text}\n\n{told}", result.IsError);
    }
}
