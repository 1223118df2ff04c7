using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Calls that never leave, over all four protocols: each in its client's own form.</summary>
public sealed class GatewayErrorTests
{
    public static TheoryData<ModelApi> Protocols => ApiSample.Names;

    [Theory, MemberData(nameof(Protocols))]
    public async Task NoBudget_Is402_AndSaysNotToTryAgain(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Meter.Refusal = new FactoryException(ErrorCodes.BudgetExceeded, "The budget of task-1 has 0.10 of 0.10 USD spent.", "factory budget set task-1 1");

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        var words = Words(protocol, "insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED");
        await CheckAsync(gateway, response, protocol, 402, words, "task-1");
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task WrongKey_Is401(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "fk-wrong");

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        await CheckAsync(gateway, response, protocol, 401, Words(protocol, "invalid_request_error", "authentication_error", "UNAUTHENTICATED"), "not known");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task ExpiredKey_Is401_AndSaysSo(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FakeKeys.Expired);

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        await CheckAsync(gateway, response, protocol, 401, Words(protocol, "invalid_request_error", "authentication_error", "UNAUTHENTICATED"), "expired");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task ModelOfAnotherKey_Is403(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Keys.Models = [new ModelRef("lab", "other")];

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        await CheckAsync(gateway, response, protocol, 403, Words(protocol, "invalid_request_error", "permission_error", "PERMISSION_DENIED"), "lab/small");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task UnknownModel_Is404(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path.Replace("small", "absent", StringComparison.Ordinal), ApiSample.All[protocol].Body.Replace("small", "absent", StringComparison.Ordinal));

        await CheckAsync(gateway, response, protocol, 404, Words(protocol, "invalid_request_error", "not_found_error", "NOT_FOUND"), "lab/absent");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task MalformedJson_Is400(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body[..^3]);

        await CheckAsync(gateway, response, protocol, 400, Words(protocol, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"), "not JSON");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task HalfACharacter_Is400(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        var body = System.Text.Encoding.UTF8.GetBytes(ApiSample.All[protocol].Body.Replace("hi", "é", StringComparison.Ordinal)).ToList();
        body.RemoveAt(body.IndexOf(0xA9));

        using var response = await gateway.Client.PostAsync(gateway.Url + ApiSample.All[protocol].Path, new ByteArrayContent([.. body]));

        await CheckAsync(gateway, response, protocol, 400, Words(protocol, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"), "UTF-8");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task TooLongABody_Is413(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"), configure: o => o.MaxRequestBytes = 2048);
        var wire = ApiSample.All[protocol];

        using var announced = await gateway.PostAsync(wire.Path, wire.Body.Replace("hi", new string('x', 4096), StringComparison.Ordinal));
        using var chunked = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, gateway.Url + wire.Path)
        {
            Content = new StringContent(wire.Body.Replace("hi", new string('x', 4096), StringComparison.Ordinal)),
            Headers = { TransferEncodingChunked = true },
        });

        var words = Words(protocol, "invalid_request_error", "request_too_large", "INVALID_ARGUMENT");
        await CheckAsync(gateway, announced, protocol, 413, words, "longer");
        await CheckAsync(gateway, chunked, protocol, 413, words, "");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task EncodingThatNobodyKnows_Is415_AndNamesThoseThatWork(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        foreach (var encoding in new[] { "zstd", "gzip, br" })
        {
            var content = new StringContent("whatever");
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

            using var response = await gateway.Client.PostAsync(gateway.Url + ApiSample.All[protocol].Path, content);

            await CheckAsync(gateway, response, protocol, 415, Words(protocol, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"), "gzip, deflate or br");
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task ClosedGate_Is429_AndAFullOne503(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Gates.Refusals["lab"] = new ProviderRejection(new Problem(ErrorCodes.ModelRateLimited, "The provider lab lets 5 requests a minute through."), TimeSpan.FromSeconds(12.2), false);
        using var limited = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);
        gateway.Gates.Refusals["lab"] = new ProviderRejection(new Problem(ErrorCodes.ModelUnavailable, "100 calls wait for lab already."), TimeSpan.FromSeconds(1), true);
        using var full = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        limited.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(13));
        await CheckAsync(gateway, limited, protocol, 429, Words(protocol, "rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"), "lab");
        full.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        await CheckAsync(gateway, full, protocol, 503, Words(protocol, "service_unavailable_error", "overloaded_error", "UNAVAILABLE"), "lab");
    }

    [Theory]
    [InlineData("/v1/nothing", "POST", 404)]
    [InlineData("/v1/messages", "GET", 405)]
    [InlineData("/v1/models", "POST", 405)]
    public async Task WrongAddresses_AreSaid(string path, string method, int status)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), gateway.Url + path));

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("x-api-key", FakeKeys.Good)]
    [InlineData("x-goog-api-key", FakeKeys.Good)]
    [InlineData("authorization", "bearer " + FakeKeys.Good)]
    public async Task Key_MayStandWhereTheVendorsClientPutsIt(string header, string value)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = null;
        gateway.Client.DefaultRequestHeaders.Add(header, value);

        using var models = await gateway.Client.GetAsync(gateway.Url + "/v1/models");

        models.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/models", null, "data", "lab/small")]
    [InlineData("/v1/models", "anthropic-version", "data", "lab/small")]
    [InlineData("/v1beta/models", null, "models", "models/lab/small")]
    public async Task Models_AreListed_AlsoWithTheKeyInTheQuery(string path, string? header, string list, string id)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = null;
        if (header is not null)
        {
            gateway.Client.DefaultRequestHeaders.Add(header, "2023-06-01");
        }

        var json = JsonDocument.Parse(await gateway.Client.GetStringAsync($"{gateway.Url}{path}?key={FakeKeys.Good}")).RootElement;

        json.GetProperty(list).EnumerateArray().Select(m => m.GetProperty(list == "models" ? "name" : "id").GetString()).ShouldContain(id);
    }

    [Theory]
    [InlineData("/api/hello")]
    [InlineData("")]
    [InlineData("/")]
    public async Task Hello_NeedsNoKey(string path)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = null;

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, gateway.Url + path));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task CountTokens_IsFreeAtTheProvider_AndGuessedWhereItCannotCount()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("""{"input_tokens":12}"""), [ModelApi.AnthropicMessages]);
        using var counted = await gateway.PostAsync("/v1/messages/count_tokens", """{"model":"lab/small","messages":[]}""");
        gateway.Endpoints.Connections = [FakeEndpoints.Provider("lab", gateway.Upstream.Address, ModelTier.Cheap, [ModelApi.OpenAIChat])];
        using var guessed = await gateway.PostAsync("/v1/messages/count_tokens", """{"model":"lab/small","messages":[]}""");

        (await counted.Content.ReadAsStringAsync()).ShouldBe("""{"input_tokens":12}""");
        (await guessed.Content.ReadAsStringAsync()).ShouldBe("""{"input_tokens":9}""");
        gateway.Upstream.Calls.ShouldHaveSingleItem().Target.ShouldBe("/v1/messages/count_tokens");
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.Reserved.ShouldBe(Usd.Zero);
        (call.End.Outcome, call.End.Usage).ShouldBe((CallOutcome.Succeeded, new TokenUsage(0, 0)));
    }

    internal static string Words(ModelApi protocol, string openAI, string anthropic, string google) =>
        protocol switch { ModelApi.AnthropicMessages => anthropic, ModelApi.GeminiGenerateContent => google, _ => openAI };

    private static async Task CheckAsync(GatewayHost gateway, HttpResponseMessage response, ModelApi protocol, int status, string words, string message)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        CrossProtocolTests.ErrorOf(protocol, text).ShouldBe(words);
        text.ShouldContain(message);
        gateway.Upstream.Calls.ShouldBeEmpty();
        gateway.Meter.Calls.ShouldBeEmpty();
        gateway.Gates.Inside.ShouldBe(0);
    }
}
