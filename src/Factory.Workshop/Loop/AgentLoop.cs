using System.Globalization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Models;
using Factory.Workshop.Tools;
using Factory.Workshop.Transcripts;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Factory.Workshop.Loop;

/// <summary>The built-in agent loop: the model speaks, its tools run, it hears what came of them, until it hands in a valid result or a limit is reached.</summary>
internal sealed class AgentLoop(IModelSession session, TranscriptWriter transcript, SecretRedactor redactor, ILoopObserver observer, ILogger logger)
{
    private const string Cut = "It was cut at the longest length that is allowed: say less at once.";

    private readonly LoopBrake _brake = new();
    private readonly MalformedAnswers _malformed = new();

    /// <summary>Works until there is a result.</summary>
    /// <exception cref="FactoryException"><c>attempt.limit_reached</c>, <c>artifact.malformed</c>, or what the model session threw.</exception>
    public async Task<Artifact> RunAsync(LoopInput input, CancellationToken cancellationToken)
    {
        var conversation = new Conversation(input.Brief, session.Model.ContextTokens);
        var caller = new ModelCaller(session, input.Tools.Declarations, transcript, observer);
        foreach (var message in input.Brief)
        {
            transcript.Write(TranscriptEntryKind.Brief, message.Text);
        }

        for (var turn = 1; ; turn++)
        {
            CheckLimits(turn, input.Limits);
            var response = await caller.AskAsync(conversation, input.Limits.MaxTokens - session.Usage.Total(), cancellationToken);
            observer.TurnEnded(turn);
            Record(response);
            var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Where(c => !c.InformationalOnly).ToList();
            if (calls.Count == 0)
            {
                Remind(conversation, response);
            }
            else if (await AnswerAsync(calls, response.FinishReason, conversation, input, cancellationToken) is { } artifact)
            {
                return artifact;
            }

            conversation.Fit(response.Usage?.InputTokenCount);
        }
    }

    private void CheckLimits(int turn, LoopLimits limits)
    {
        if (turn > limits.MaxTurns)
        {
            throw Limit($"The agent used all of its {limits.MaxTurns} turns without handing in a result.");
        }

        if (session.Usage.Total() >= limits.MaxTokens)
        {
            throw Limit(string.Create(CultureInfo.InvariantCulture, $"The agent used {session.Usage.Total():N0} of {limits.MaxTokens:N0} tokens without handing in a result."));
        }
    }

    private static FactoryException Limit(string message) =>
        new(ErrorCodes.LimitReached, message, "Raise the kind's limits in policy.yaml, or retry with a stronger model.");

    private void Record(ChatResponse response)
    {
        foreach (var thought in response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Where(t => t.Text.Length > 0))
        {
            transcript.Write(TranscriptEntryKind.Reasoning, thought.Text);
        }

        transcript.Write(new TranscriptEntry(0, default, TranscriptEntryKind.Model, response.Text, Usage: session.Usage, Cost: session.Cost));
    }

    private void Remind(Conversation conversation, ChatResponse response)
    {
        var missing = response.Text.Length == 0 ? "The answer was empty, so nothing was handed in." : "The answer called no tool, so nothing was handed in.";
        var left = _malformed.Add([missing]);
        var reminder = $"{missing}{(response.FinishReason == ChatFinishReason.Length ? " " + Cut : "")} Go on with your tools; when everything is done, call {ToolNames.SubmitResult} with your result. {left}";
        transcript.Write(TranscriptEntryKind.Reminder, reminder);
        observer.Acted($"was reminded to call {ToolNames.SubmitResult}");
        conversation.Tell(reminder);
    }

    /// <summary>Runs the calls up to a submission; the artifact when one was handed in that is valid.</summary>
    private async Task<Artifact?> AnswerAsync(IReadOnlyList<FunctionCallContent> calls, ChatFinishReason? finish, Conversation conversation, LoopInput input, CancellationToken cancellationToken)
    {
        foreach (var call in calls)
        {
            transcript.Write(new TranscriptEntry(0, default, TranscriptEntryKind.ToolCall, new ToolArguments(call.Arguments).ToJson(), call.Name, call.CallId));
        }

        var turn = new ToolTurn(input.Tools, logger);
        var answers = new List<(FunctionCallContent Call, string Text)>();
        var failedChange = false;
        for (var at = 0; at < calls.Count;)
        {
            if (ToolSet.IsSubmit(calls[at].Name))
            {
                var (artifact, text) = Submit(calls[at], input, failedChange);
                answers.Add(Answer(calls[at], text, isError: artifact is null));
                if (artifact is not null)
                {
                    return artifact;
                }

                at++;
                continue;
            }

            var work = calls.Skip(at).TakeWhile(c => !ToolSet.IsSubmit(c.Name)).ToList();
            var results = await turn.RunAsync(work, cancellationToken);
            answers.AddRange(work.Zip(results, Settle));
            failedChange |= work.Zip(results).Any(w => w.Second.IsError && w.First.Name is (ToolNames.WriteFile or ToolNames.EditFile));
            at += work.Count;
        }

        if (finish == ChatFinishReason.Length)
        {
            answers[^1] = (answers[^1].Call, $"{answers[^1].Text}\n(Your answer was not complete. {Cut})");
        }

        conversation.AddResults(answers);
        return null;
    }

    private (FunctionCallContent Call, string Text) Settle(FunctionCallContent call, ToolResult result)
    {
        observer.Acted(redactor.Redact(result.Action));
        var answer = Answer(call, result.Text, result.IsError);
        var warning = _brake.Observe(call.Name, new ToolArguments(call.Arguments).ToJson(), result);
        return warning is null ? answer : (call, $"{answer.Text}\n{warning}");
    }

    private (FunctionCallContent Call, string Text) Answer(FunctionCallContent call, string text, bool isError)
    {
        var clean = redactor.Redact(text);
        transcript.Write(new TranscriptEntry(0, default, TranscriptEntryKind.ToolResult, clean, call.Name, call.CallId, isError));
        return (call, clean);
    }

    private (Artifact? Artifact, string Text) Submit(FunctionCallContent call, LoopInput input, bool failedChange)
    {
        if (failedChange)
        {
            return (null, "Error: a change that you asked for in the same turn failed. Look at its error, correct it, then submit again.");
        }

        IReadOnlyList<string> errors = ["The arguments are no valid JSON: send them again, complete and as one JSON object."];
        if (call.Exception is null)
        {
            var check = ArtifactRules.Check(new ToolArguments(call.Arguments).ObjectOrAll(SubmitResultTool.Argument), input.Context);
            if (check.IsValid())
            {
                observer.Acted("handed in its result");
                return (check.Artifact, "Accepted.");
            }

            errors = check.Errors;
        }

        observer.Acted("handed in a malformed result");
        return (null, $"Error: the result is not valid.\n- {string.Join("\n- ", errors)}\nCorrect it and call {ToolNames.SubmitResult} again. {_malformed.Add(errors)}");
    }
}
