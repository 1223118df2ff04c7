using System.Diagnostics;
using System.Net;
using System.Text;
using Factory.Silo.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Factory.Silo.Tests.Telemetry;

/// <summary>The exporter reads its variables from the process: this class alone sets them.</summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318", "http://127.0.0.1:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", " ", null)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:4318/v1/traces", "http://127.0.0.1:4318/v1/traces")]
    public void Nothing_is_sent_unless_the_environment_says_where_to(string? name, string? value, string? endpoint) =>
        OtlpOptions.Read(n => n == name ? value : null).Endpoint.ShouldBe(endpoint);

    [Fact]
    public void The_standard_switch_turns_it_off() =>
        OtlpOptions.Read(n => n == "OTEL_SDK_DISABLED" ? "true" : "http://127.0.0.1:4318").Endpoint.ShouldBeNull();

    [Fact]
    public async Task Spans_of_model_calls_reach_a_collector_with_the_headers_that_were_asked_for()
    {
        var traces = new TaskCompletionSource<(string Path, string? Authorization, string? Type, byte[] Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await CollectorAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/api/public/otel/v1/traces")
            {
                traces.TrySetResult((context.Request.Path, context.Request.Headers.Authorization, context.Request.ContentType, body.ToArray()));
            }
        });
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var endpoint = new Variable("OTEL_EXPORTER_OTLP_ENDPOINT", $"{address}/api/public/otel");
        using var headers = new Variable("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic cGstbGY6c2stbGY=");
        using var source = new ActivitySource("Factory.Gateway");
        using (OtlpProviders.Open(OtlpOptions.Read(Environment.GetEnvironmentVariable), "1.2.3"))
        {
            using var span = source.StartActivity("chat lab-model", ActivityKind.Client).ShouldNotBeNull();
            span.SetTag("gen_ai.usage.input_tokens", 12);
        }

        var (_, authorization, type, sent) = await traces.Task.WaitAsync(TimeSpan.FromSeconds(30));
        authorization.ShouldBe("Basic cGstbGY6c2stbGY=");
        type.ShouldBe("application/x-protobuf");
        var text = Encoding.UTF8.GetString(sent);
        text.ShouldContain("chat lab-model");
        text.ShouldContain("gen_ai.usage.input_tokens");
        text.ShouldContain("agentic-factory");
    }

    private static async Task<WebApplication> CollectorAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapFallback(answer);
        await app.StartAsync();
        return app;
    }

    private sealed class Variable : IDisposable
    {
        private readonly string _name;

        public Variable(string name, string value)
        {
            _name = name;
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
    }
}
