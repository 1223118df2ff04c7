using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Factory.Models.Telemetry;

/// <summary>
/// What the built-in loop's model calls tell, in OpenTelemetry's names for generative AI; the gateway's calls tell the same from <c>Factory.Gateway</c>. Never what was asked or
/// answered. Costs next to nothing while nobody listens.
/// </summary>
internal sealed class ModelCallTelemetry : IDisposable
{
    /// <value>The name of its instruments and of its source of spans.</value>
    public const string Name = "Factory.Models";

    private static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<long> _tokens;

    public ModelCallTelemetry()
    {
        _duration = _meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "From sending a call to its end.");
        _firstToken = _meter.CreateHistogram<double>("gen_ai.client.operation.time_to_first_chunk", "s", "From sending a call to the first piece of its answer.");
        _tokens = _meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of calls.");
    }

    /// <summary>A call goes out; null while nobody listens.</summary>
    public ModelCallSpan? Start(ModelCallFacts facts, TimeProvider time)
    {
        if (!Source.HasListeners() && !_duration.Enabled && !_tokens.Enabled)
        {
            return null;
        }

        return new ModelCallSpan(this, facts, Source.StartActivity($"chat {facts.Model.Ref.Model}", ActivityKind.Client), time);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Ended(in TagList tags, TimeSpan duration, TimeSpan? firstToken, Contracts.Models.TokenUsage? usage)
    {
        _duration.Record(duration.TotalSeconds, tags);
        if (firstToken is { } first)
        {
            _firstToken.Record(first.TotalSeconds, tags);
        }

        if (usage is { } used)
        {
            _tokens.Record(used.Input, [.. tags, new("gen_ai.token.type", "input")]);
            _tokens.Record(used.Output, [.. tags, new("gen_ai.token.type", "output")]);
        }
    }
}
