using System.Globalization;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>The built-in agent loop: calls the model, runs its tools and returns their results to it, until it submits a valid result or a limit is reached.</summary>
internal sealed class AgentLoop(IModelSession session, TranscriptWriter transcript, ILoopObserver observer)
{
    private const string TruncatedNotice = "It was cut at the longest length that is allowed: say less at once.";

    /// <summary>Works until there is a result.</summary>
    /// <param name="prompt">System prompt and task.</param>
    /// <param name="kernel">What the model may do, and what takes its result.</param>
    /// <param name="limits">What the attempt may use.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FactoryException"><c>attempt.limit_reached</c>, <c>artifact.malformed</c>, or what the model session threw.</exception>
    public async Task<Artifact> RunAsync(IReadOnlyList<ChatMessage> prompt, AttemptKernel kernel, LoopLimits limits, CancellationToken cancellationToken)
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
            var response = await caller.CallAsync(conversation, limits.MaxTokens - session.Usage.Total(), cancellationToken);
            observer.ReportTurn(turn);
            WriteTranscript(response);
            var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Where(c => !c.InformationalOnly).Select(c => new ToolCall(c, turn)).ToList();
            if (calls.Count == 0)
            {
                Remind(conversation, response, kernel.Submission);
            }
            else
            {
                var results = await kernel.InvokeAsync(calls, cancellationToken);
                if (kernel.Submission.Accepted is { } artifact)
                {
                    return artifact;
                }

                if (response.FinishReason == ChatFinishReason.Length)
                {
                    results[^1] = results[^1] with { Text = $"{results[^1].Text}\n(Your answer was not complete. {TruncatedNotice})" };
                }

                // The exception is how providers that know failed results learn of one; the text is what the model reads.
                conversation.AddToolResults(calls.Zip(results, (c, r) => new FunctionResultContent(c.Id, r.Text) { Exception = r.IsError ? new ToolException(r.Text) : null }));
            }

            conversation.CompactIfNeeded(response.Usage?.InputTokenCount);
        }
    }

    private void CheckLimits(int turn, LoopLimits limits)
    {
        if (turn > limits.MaxTurns)
        {
            throw LimitReached($"The agent used all of its {limits.MaxTurns} turns without submitting a result.");
        }

        if (session.Usage.Total() >= limits.MaxTokens)
        {
            throw LimitReached(string.Create(CultureInfo.InvariantCulture, $"The agent used {session.Usage.Total():N0} of {limits.MaxTokens:N0} tokens without submitting a result."));
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

        transcript.Write(new TranscriptEntry(0, default, TranscriptEntryKind.Assistant, response.Text, Usage: session.Usage, Cost: session.Cost));
    }

    private void Remind(ConversationHistory conversation, ChatResponse response, SubmissionPlugin submission)
    {
        var missing = response.Text.Length == 0 ? "The answer was empty, so nothing was submitted." : "The answer called no tool, so nothing was submitted.";
        var left = submission.InvalidOutputs.Add([missing]);
        var reminder = $"{missing}{(response.FinishReason == ChatFinishReason.Length ? " " + TruncatedNotice : "")} Go on with your tools; when everything is done, call {ToolNames.SubmitResult} with your result. {left}";
        transcript.Write(TranscriptEntryKind.Reminder, reminder);
        observer.ReportAction($"was reminded to call {ToolNames.SubmitResult}");
        conversation.AddUserMessage(reminder);
    }
}
