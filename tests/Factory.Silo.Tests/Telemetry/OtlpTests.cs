using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Factory.Silo.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Factory.Silo.Tests.Telemetry;

public sealed class OtlpTests
{
    private const string Both = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OnlyTraces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string OnlyMetrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    [Theory]
    [InlineData("OTEL_SERVICE_NAME", "lab", false, false)]
    [InlineData(Both, "http://127.0.0.1:4318", true, true)]
    [InlineData(Both, " ", false, false)]
    [InlineData(Both, "nonsense", false, false)]
    [InlineData(Both, "localhost:4317", false, false)]
    [InlineData(Both, "grpc://127.0.0.1:4317", false, false)]
    [InlineData(Both, "HTTPS://collector.example", true, true)]
    [InlineData(OnlyTraces, "http://127.0.0.1:4318/v1/traces", true, false)]
    [InlineData(OnlyMetrics, "http://127.0.0.1:4318/v1/metrics", false, true)]
    public void Endpoints_NoVariable_AreNull(string name, string value, bool traces, bool metrics)
    {
        var signals = OtlpEndpoints.Read(Configuration((name, value)));
        (signals.Traces is not null, signals.Metrics is not null).ShouldBe((traces, metrics));
        signals.Invalid.ShouldBe(traces || metrics || value is "lab" or " " ? [] : [name]);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE")]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_KEY")]
    public void Endpoints_MissingFile_SendsNothingAndStarts(string name)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4317",
            [name] = "/nowhere/ca.pem",
        }).Build();

        var signals = OtlpEndpoints.Read(configuration);

        (signals.Traces, signals.Metrics).ShouldBe((null, null));
        signals.Invalid.ShouldBe([name]);
    }

    [Fact]
    public void Endpoints_SdkDisabled_AreNull()
    {
        var signals = OtlpEndpoints.Read(Configuration((Both, "http://127.0.0.1:4318"), ("OTEL_SDK_DISABLED", "true")));
        (signals.Traces, signals.Metrics).ShouldBe((null, null));
    }

    [Fact]
    public void FromEnvironment_OtherVariables_AreLeftOut() =>
        OtlpEndpoints.FromEnvironment(new Dictionary<string, string> { [Both] = "http://x", ["OPENAI_API_KEY"] = "secret" })
            .ShouldHaveSingleItem()
            .Key.ShouldBe(Both);

    [Fact]
    public async Task Traces_NoEndpoint_CreateNoSpans()
    {
        await using var services = Services();
        services.GetService<TracerProvider>().ShouldBeNull();
        services.GetServices<IHostedService>().ShouldNotContain(s => s is OtlpExportService);
    }

    [Fact]
    public async Task Export_Collector_ReceivesSpansAndMetricsWithHeaders()
    {
        await using var collector = await Collector.StartAsync();
        using var source = new ActivitySource("Factory.Metering");
        using var meter = new System.Diagnostics.Metrics.Meter("Factory.Gateway");
        await using (var services = Services(
            (Both, $"{collector.Url}/api/public/otel"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic cGstbGY6c2stbGY=")))
        {
            services.GetRequiredService<TracerProvider>();
            services.GetRequiredService<MeterProvider>();
            using var span = source.StartActivity("chat lab-model", ActivityKind.Client).ShouldNotBeNull();
            span.SetTag("gen_ai.usage.input_tokens", 12);
            meter.CreateCounter<long>("otlp.calls").Add(1);
        }

        var traces = collector.Received["/api/public/otel/v1/traces"];
        traces.Authorization.ShouldBe("Basic cGstbGY6c2stbGY=");
        traces.Type.ShouldBe("application/x-protobuf");
        traces.Text.ShouldContain("chat lab-model");
        traces.Text.ShouldContain("gen_ai.usage.input_tokens");
        traces.Text.ShouldContain("agentic-factory");
        collector.Received["/api/public/otel/v1/metrics"].Text.ShouldContain("otlp.calls");
    }

    [Fact]
    public async Task Export_OrleansTimers_AreDroppedAndGrainCallsKept()
    {
        await using var collector = await Collector.StartAsync();
        using var runtime = new ActivitySource("Microsoft.Orleans.Runtime");
        using var application = new ActivitySource("Microsoft.Orleans.Application");
        await using (var services = Services(
            (OnlyTraces, $"{collector.Url}/v1/traces"),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-key=1"),
            ("OTEL_SERVICE_NAME", "lab")))
        {
            services.GetRequiredService<TracerProvider>();
            using var timer = runtime.StartActivity("IGrainTimerInvoker/InvokeCallbackAsync").ShouldNotBeNull();
            runtime.StartActivity("IMemoryStreamQueueGrain/Dequeue", ActivityKind.Client)!.Dispose();
            runtime.StartActivity("IStreamConsumerExtension/DeliverBatch", ActivityKind.Client)!.Dispose();
            application.StartActivity("ITaskGrain/Advance", ActivityKind.Server)!.Dispose();
        }

        var text = collector.Received["/v1/traces"].Text;
        text.ShouldContain("ITaskGrain/Advance");
        text.ShouldContain("IStreamConsumerExtension/DeliverBatch");
        text.ShouldNotContain("IGrainTimerInvoker");
        text.ShouldNotContain("IMemoryStreamQueueGrain");
        text.ShouldContain("lab");
        text.ShouldNotContain("agentic-factory");
        collector.Received.Keys.ShouldBe(["/v1/traces"]);
    }

    private static ServiceProvider Services(params (string Name, string Value)[] variables)
    {
        var configuration = Configuration(variables);
        return new ServiceCollection().AddSingleton(configuration)
            .AddLogging()
            .AddFactoryMetrics()
            .AddFactoryOtlp(configuration)
            .BuildServiceProvider();
    }

    private static IConfiguration Configuration(params (string Name, string Value)[] variables) =>
        new ConfigurationBuilder().AddInMemoryCollection(variables.Select(v => new KeyValuePair<string, string?>(v.Name, v.Value))).Build();

    /// <summary>Takes what is sent over OTLP, by path.</summary>
    private sealed class Collector(
        WebApplication app,
        ConcurrentDictionary<string, (string? Authorization, string? Type, string Text)> received) : IAsyncDisposable
    {
        public string Url { get; } = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public ConcurrentDictionary<string, (string? Authorization, string? Type, string Text)> Received => received;

        public static async Task<Collector> StartAsync()
        {
            var received = new ConcurrentDictionary<string, (string? Authorization, string? Type, string Text)>(StringComparer.Ordinal);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            app.MapFallback(async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                received[context.Request.Path] = (context.Request.Headers.Authorization,
                    context.Request.ContentType,
                    Encoding.UTF8.GetString(body.ToArray()));
            });
            await app.StartAsync();
            return new Collector(app, received);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
