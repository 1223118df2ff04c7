using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Metering.Calls;
using Microsoft.Extensions.AI;

namespace Factory.Gateway.Tests.Calls;

/// <summary>
/// The built-in loop and a client of the gateway send a call of the same size to the same provider: it is reserved,
/// limited, settled and measured alike, however it ends.
/// </summary>
public sealed class LoopParityTests : IDisposable
{
    // What a message and its text add to the bytes that the loop counts.
    private const int LoopOverhead = 32;
    private const int OutputCap = 500;

    // Listeners are process-wide: a provider of its own keeps calls of other tests apart.
    private readonly string _provider = "parity-" + Guid.CreateVersion7().ToString("N");
    private readonly ConcurrentQueue<string> _spans = new();
    private readonly ConcurrentQueue<string> _measured = new();
    private readonly ActivityListener _spanListener;
    private readonly MeterListener _meterListener;

    public LoopParityTests()
    {
        _spanListener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == ModelCallTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => Keep(_spans, $"{span.DisplayName} {span.Status}", span.TagObjects),
        };
        ActivitySource.AddActivityListener(_spanListener);
        _meterListener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == ModelCallTelemetry.SourceName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _meterListener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            Keep(_measured, $"{instrument.Name} {value}", tags.ToArray()));
        _meterListener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(_measured, instrument.Name, tags.ToArray()));
        _meterListener.Start();
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("without usage")]
    [InlineData("broken off")]
    [InlineData("cut at the budget")]
    [InlineData("wrong key")]
    [InlineData("bad request")]
    [InlineData("throttled")]
    public async Task Call_OfTheSameSize_IsReservedLimitedSettledAndMeasuredAlike(string provider)
    {
        await using var gateway = await GatewayHost.StartAsync(r => RespondAsync(r, provider));
        var connection = FakeEndpoints.Provider(_provider, gateway.Upstream.Address, ModelTier.Cheap, [ModelApi.OpenAIChat]);
        var model = connection.Provider.Models[1];
        gateway.Endpoints.Connections = [connection];
        gateway.Keys.Spender = Principal.ForAttempt(LoopClient.RequestFor(model));
        gateway.Meter.ExtensionProblem = provider == "cut at the budget"
            ? new Problem(ErrorCodes.BudgetExceeded, "The budget is used up.")
            : null;
        var body =
            $$"""{"model":"{{model.Ref.Model}}","messages":[{"role":"user","content":"{{new string('x', 300)}}"}],"max_completion_tokens":{{OutputCap}},"stream":true}""";

        using (var response = await gateway.PostAsync("/v1/chat/completions", body))
        {
            await response.Content.ReadAsStringAsync();
        }

        await CallFromLoopAsync(gateway, connection, model, body.Length);

        var calls = gateway.Meter.Calls.ToArray();
        calls.Length.ShouldBe(2);
        await Task.WhenAll(calls.Select(c => c.Settled));
        calls[1].Spender.ShouldBe(calls[0].Spender);
        calls[1].Estimate.ShouldBe(calls[0].Estimate, "reserved alike");
        (calls[1].End.Outcome, calls[1].End.Usage).ShouldBe((calls[0].End.Outcome, calls[0].End.Usage), "settled alike");
        calls[1].Extensions.IsEmpty.ShouldBe(calls[0].Extensions.IsEmpty, "watched alike while it streams");
        var reports = gateway.Limiters.Reports.ToArray();
        reports.Length.ShouldBe(2);
        reports[1].ShouldBe(reports[0], "limited alike");
        gateway.Limiters.Active.ShouldBe(0);
        Halves(_spans).Second.ShouldBe(Halves(_spans).First, "traced alike");
        Halves(_measured).Second.ShouldBe(Halves(_measured).First, "measured alike");
    }

    public void Dispose()
    {
        _spanListener.Dispose();
        _meterListener.Dispose();
    }

    private static async Task CallFromLoopAsync(GatewayHost gateway, ProviderConnection connection, ModelDefinition model, int size)
    {
        await using var loop = LoopClient.Open(gateway, connection, model);
        try
        {
            await loop.Chat.GetResponseAsync(
                [new(ChatRole.User, new string('x', size - LoopOverhead))],
                new ChatOptions { MaxOutputTokens = OutputCap });
        }
        catch (FactoryException)
        {
            // How the loop names a failure is the failure table's subject.
        }
    }

    private static async Task RespondAsync(UpstreamRequest request, string provider)
    {
        switch (provider)
        {
            case "complete":
                await request.StreamAsync(ProviderResponses.ChatStream);
                break;
            case "without usage":
                await request.StreamAsync([.. ProviderResponses.ChatStream.Where(e => e != ProviderResponses.ChatUsage)]);
                break;
            case "broken off":
                await request.StreamAsync(ProviderResponses.ChatStream[0]);
                break;
            case "cut at the budget":
                await request.StreamAsync(ProviderResponses.ChatStream[0].Replace("hel", new string('y', 9_000), StringComparison.Ordinal));
                await request.HangAsync();
                break;
            case "wrong key":
                await request.JsonAsync("""{"error":{"message":"no such key"}}""", 401);
                break;
            case "bad request":
                await request.JsonAsync("""{"error":{"message":"no such parameter"}}""", 400);
                break;
            default:
                // Longer than the loop waits, so that it does not try again.
                request.Context.Response.Headers.RetryAfter = "3600";
                await request.JsonAsync("""{"error":{"message":"slow down"}}""", 429);
                break;
        }
    }

    /// <summary>
    /// The gateway's half and the loop's, each in order of its text: the two finish their records in no particular
    /// order.
    /// </summary>
    private static (IReadOnlyList<string> First, IReadOnlyList<string> Second) Halves(ConcurrentQueue<string> records)
    {
        var all = records.ToArray();
        all.Length.ShouldBeGreaterThan(0);
        return ([.. all.Take(all.Length / 2).Order(StringComparer.Ordinal)], [.. all.Skip(all.Length / 2).Order(StringComparer.Ordinal)]);
    }

    private void Keep(ConcurrentQueue<string> records, string what, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        var known = tags.ToDictionary(t => t.Key, t => Convert.ToString(t.Value, CultureInfo.InvariantCulture));
        if (known.GetValueOrDefault("gen_ai.provider.name") != _provider)
        {
            return;
        }

        // The vendors' SDKs keep the status of a success to themselves.
        if (known.GetValueOrDefault("http.response.status_code") == "200")
        {
            known.Remove("http.response.status_code");
        }

        records.Enqueue($"{what} {string.Join(' ', known.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"))}");
    }
}
