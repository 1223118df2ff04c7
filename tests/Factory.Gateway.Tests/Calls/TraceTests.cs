using System.Collections.Concurrent;
using System.Diagnostics;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Spans of calls.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_call_belongs_to_the_trace_that_its_client_names()
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "Factory.Metering",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var wire = ApiSample.All[ModelApi.OpenAIChat];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(wire.Reply));

        gateway.Client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var response = await gateway.PostAsync(wire.Path, wire.Body);

        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        await gateway.DisposeAsync();
        var span = spans.Where(s => s.TraceId == trace).ShouldHaveSingleItem();
        span.ParentSpanId.ToString().ShouldBe("00f067aa0ba902b7");
        span.GetTagItem("gen_ai.response.model").ShouldNotBeNull();
    }
}
