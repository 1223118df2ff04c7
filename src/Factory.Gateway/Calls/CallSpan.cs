using System.Diagnostics;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Calls;

/// <summary>The span and the metrics of one attempt. Costs nothing without a listener.</summary>
internal sealed class CallSpan(GatewayTelemetry telemetry, CallRequest request, UpstreamCandidate candidate, Activity? activity) : IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Records the end of the attempt.</summary>
    /// <param name="status">The provider's HTTP status; null when there was none.</param>
    /// <param name="usage">Its tokens; null when they are unknown.</param>
    /// <param name="error">What went wrong; null when nothing did.</param>
    public void Complete(int? status, TokenUsage? usage, string? error)
    {
        if (activity is null && !telemetry.IsEnabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "gen_ai.operation.name", request.Format.OperationName },
            { "gen_ai.provider.name", candidate.Model.Ref.Provider },
            { "gen_ai.request.model", request.RequestedModel },
            { "gen_ai.response.model", candidate.Model.Ref.Model },
        };
        if (error is not null)
        {
            tags.Add("error.type", status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "connection");
        }

        telemetry.RecordCall(tags, Stopwatch.GetElapsedTime(_started).TotalSeconds, usage);
        if (activity is not null)
        {
            foreach (var (name, value) in tags)
            {
                activity.SetTag(name, value);
            }

            activity.SetTag("gen_ai.usage.input_tokens", usage?.Input);
            activity.SetTag("gen_ai.usage.output_tokens", usage?.Output);
            activity.SetTag("http.response.status_code", status);
            activity.SetStatus(error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => activity?.Dispose();
}
