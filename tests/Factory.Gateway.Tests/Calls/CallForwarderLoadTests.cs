using System.Collections.Concurrent;
using Factory.Contracts.Ledger;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Many streams at once: each is whole, each is settled once, nothing is mixed up.</summary>
public sealed class CallForwarderLoadTests
{
    private const int Streams = 200;

    [Fact]
    public async Task Run_ManyStreamsAtOnce_AreAllComplete()
    {
        var open = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            // All are open at once before any continues; each response has the content of its own request.
            var content = c.Json().GetProperty("messages")[0].GetProperty("content").GetString()!;
            await c.StreamAsync(ProviderResponses.ChatStream[0]);
            if (Interlocked.Increment(ref open) == Streams)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await c.StreamAsync([.. ProviderResponses.ChatStream.Skip(1)
                .Select(p => p.Replace("\"lo\"", $"\"{content}\"", StringComparison.Ordinal))]);
        });
        var wrong = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, Streams).Select(async i =>
        {
            using var response = await gateway.PostAsync(
                "/v1/chat/completions",
                $$"""{"model":"lab/small","stream":true,"messages":[{"role":"user","content":"answer-{{i}}-{{new string('x', i * 37)}}"}]}""");
            var text = await response.Content.ReadAsStringAsync();
            if (!text.Contains($"answer-{i}-{new string('x', i * 37)}\"", StringComparison.Ordinal)
                || !text.EndsWith("[DONE]\n\n", StringComparison.Ordinal))
            {
                wrong.Add(text);
            }
        }));

        wrong.ShouldBeEmpty();
        gateway.Meter.Calls.Count.ShouldBe(Streams);
        gateway.Meter.Calls.ShouldAllBe(c => c.End.Outcome == CallOutcome.Succeeded);
        gateway.Limiters.Active.ShouldBe(0);
    }
}
