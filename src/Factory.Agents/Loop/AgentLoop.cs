using System.Globalization;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>
/// The built-in agent loop: calls the model, runs the tools that it requests and sends it their results, until it
/// submits a valid result or a limit is reached.
/// </summary>
internal sealed class AgentLoop(
    IModelSession session,
    TranscriptWriter transcript,
    ILoopObserver observer,
    OperatorMessages messages)
{
    private const string TruncatedNotice = "It was truncated at the maximum length: split it into several shorter messages.";

    /// <summary>Runs until the model submits a valid result.</summary>
    /// <param name="prompt">The system message and the task.</param>
    /// <param name="kernel">The tools, including the one that accepts the result.</param>
    /// <param name="limits">The limits on turns and tokens.</param>
    /// <param name="cancellationToken">Stops the loop.</param>
    /// <exception cref="FactoryException"><c>attempt.limit_reached</c>, <c>artifact.malformed</c>, or an error of the
    /// model session.</exception>
    public async Task<Artifact> RunAsync(
        IReadOnlyList<ChatMessage> prompt,
        AttemptKernel kernel,
        LoopLimits limits,
        CancellationToken cancellationToken)
    {
        var conversation = new ConversationHistory(prompt, session.Model.ContextTokens);
        var caller = new ModelCaller(session, kernel.Declarations, transcript, observer);
        foreach (var message in prompt)
        {
            transcript.Write(TranscriptEntryKind.Prompt, message.Text);
        }

        for (var turn = 1; ; turn++)
        {
            CheckLimits(turn, limits);
            ReadMessages(conversation);
            var response = await caller.CallAsync(conversation, limits.MaxTokens - session.Usage.Total(), cancellationToken);
            observer.ReportTurn(turn);
            WriteTranscript(response);

            var calls = CallsOf(response, turn);
            if (calls.Count == 0)
            {
                Remind(conversation, response, kernel.Submission);
            }
            else
            {
                var results = await kernel.InvokeAsync(calls, cancellationToken);
                if (kernel.Submission.Accepted is { } artifact)
                {
                    if (!messages.HasUnread)
                    {
                        return artifact;
                    }

                    Postpone(kernel.Submission, calls, results);
                }

                if (response.FinishReason == ChatFinishReason.Length)
                {
                    results[^1] = results[^1] with { Text = $"{results[^1].Text}\n(Your message was not complete. {TruncatedNotice})" };
                }

                // The model reads the text. The exception sets the error flag of APIs that have one, such as is_error
                // of Anthropic's.
                conversation.AddToolResults(calls.Zip(
                    results,
                    (c, r) => new FunctionResultContent(c.Id, r.Text) { Exception = r.IsError ? new ToolException(r.Text) : null }));
            }

            conversation.CompactIfNeeded(response.Usage?.InputTokenCount);
        }
    }

    // Informational calls were executed by the provider itself, for example a web search; running them again would be an
    // unknown tool.
    private static List<ToolCall> CallsOf(ChatResponse response, int turn) =>
    [
        .. response.Messages
            .SelectMany(m => m.Contents)
            .OfType<FunctionCallContent>()
            .Where(c => !c.InformationalOnly)
            .Select(c => new ToolCall(c, turn)),
    ];

    private void ReadMessages(ConversationHistory conversation)
    {
        while (messages.TryTake(out var message))
        {
            transcript.Write(TranscriptEntryKind.Operator, message.Text);
            observer.ReportAction("reading a message of the operator");
            conversation.AddUserMessage($"The operator writes: {message.Text}");
        }
    }

    // The operator's words came while the model wrote its result, which cannot have considered them.
    private static void Postpone(SubmissionPlugin submission, List<ToolCall> calls, List<ToolResult> results)
    {
        submission.Withdraw();

        // The submission is the last one that was run: what the model called after it was left out, and APIs reject a call
        // without a result.
        results[^1] = results[^1] with
        {
            Text = $"Not accepted yet: the operator has written to you meanwhile. Consider it, then call {ToolNames.SubmitResult} again.",
        };
        results.AddRange(calls.Skip(results.Count).Select(_ => new ToolResult("Not run: call it again if you still need it.", "not run")));
    }

    private void CheckLimits(int turn, LoopLimits limits)
    {
        if (turn > limits.MaxTurns)
        {
            throw LimitReached($"The agent used all of its {limits.MaxTurns} turns without submitting a result.");
        }

        if (session.Usage.Total() >= limits.MaxTokens)
        {
            throw LimitReached(string.Create(
                CultureInfo.InvariantCulture,
                $"The agent used {session.Usage.Total():N0} of {limits.MaxTokens:N0} tokens without submitting a result."));
        }
    }

    private static FactoryException LimitReached(string message) =>
        new(ErrorCodes.AttemptLimitReached, message, "Raise the kind's limits in policy.yaml, or retry with a stronger model.");

    private void WriteTranscript(ChatResponse response)
    {
        foreach (var thought in response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Where(t => t.Text.Length > 0))
        {
            transcript.Write(TranscriptEntryKind.Reasoning, thought.Text);
        }

        transcript.Write(new TranscriptEntry(
            0,
            default,
            TranscriptEntryKind.Assistant,
            response.Text,
            Usage: session.Usage,
            Cost: session.Cost));
    }

    private void Remind(ConversationHistory conversation, ChatResponse response, SubmissionPlugin submission)
    {
        var missing = response.Text.Length == 0
            ? "Your message was empty, so nothing was submitted."
            : "Your message called no tool, so nothing was submitted.";
        var left = submission.InvalidOutputs.Add([missing]);
        var truncated = response.FinishReason == ChatFinishReason.Length ? " " + TruncatedNotice : "";
        var reminder = $"{missing}{truncated} Continue with your tools; when you have finished, call {ToolNames.SubmitResult} with your " +
            $"result. {left}";
        transcript.Write(TranscriptEntryKind.Reminder, reminder);
        observer.ReportAction($"reminded to call {ToolNames.SubmitResult}");
        conversation.AddUserMessage(reminder);
    }
}
