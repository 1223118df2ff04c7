using System.Diagnostics;
using Factory.Contracts.Attempts;
using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Models.Telemetry;

/// <summary>Whose call it is.</summary>
/// <param name="Model">Who answers.</param>
/// <param name="Order">What the attempt is to do.</param>
internal sealed record ModelCallFacts(ModelDefinition Model, AttemptOrder Order);

/// <summary>One call as tracing and metrics see it.</summary>
internal sealed class ModelCallSpan(ModelCallTelemetry telemetry, ModelCallFacts facts, Activity? activity, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _firstToken;
    private bool _ended;

    /// <summary>A piece of the answer came.</summary>
    public void Piece() => _firstToken ??= time.GetElapsedTime(_start);

    /// <summary>The call ended; only the first end counts.</summary>
    /// <param name="usage">Its tokens; null when nobody said.</param>
    /// <param name="error">The kind of failure, a word; null when there was none.</param>
    public void End(TokenUsage? usage, string? error)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        var model = facts.Model.Ref;
        var tags = new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", model.Provider },
            { "gen_ai.request.model", model.Model },
            { "gen_ai.response.model", model.Model },
        };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        telemetry.Ended(tags, time.GetElapsedTime(_start), _firstToken, usage);
        if (activity is null)
        {
            return;
        }

        foreach (var (name, value) in tags)
        {
            activity.SetTag(name, value);
        }

        if (usage is { } used)
        {
            activity.SetTag("gen_ai.usage.input_tokens", used.Input);
            activity.SetTag("gen_ai.usage.output_tokens", used.Output);
            activity.SetTag("gen_ai.usage.cache_read.input_tokens", used.CachedInput);
            activity.SetTag("gen_ai.usage.cache_creation.input_tokens", used.CacheWrite);
            activity.SetTag("gen_ai.usage.cost", (double)facts.Model.CostOf(used).Amount);
        }

        activity.SetTag("gen_ai.agent.name", facts.Order.Assignment.Agent.Value);
        activity.SetTag("factory.task", facts.Order.Task.Value);
        activity.SetTag("factory.task.kind", facts.Order.Spec.Kind);
        activity.SetTag("factory.run", facts.Order.Spec.Run?.Value);
        activity.SetTag("factory.attempt", facts.Order.Attempt.Value);
        activity.SetStatus(error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, error);
        activity.Dispose();
    }
}
