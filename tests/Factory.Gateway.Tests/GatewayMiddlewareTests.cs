using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests;

/// <summary>Calls that never leave, over all four APIs: each in its client's own form.</summary>
public sealed class GatewayMiddlewareTests
{
    public static TheoryData<ModelApi> Apis => ApiSample.Names;

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_BudgetExceeded_Is402AndNotToBeRetried(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Meter.Refusal = new FactoryException(
            ErrorCodes.BudgetExceeded,
            "The budget of task-1 has 0.10 of 0.10 USD spent.",
            "factory budget set task-1 1");

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        var words = ApiErrorCheck.Pick(api, "insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED");
        await CheckAsync(gateway, response, api, 402, words, "task-1");
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
    }

    /// <summary>A server on this machine reaches what the client must not.</summary>
    [Theory]
    [InlineData(""" "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://10.0.0.1/a.png"}}]}] """, false)]
    [InlineData(""" "messages":[{"role":"user","content":"x"}],"base_url":"http://10.0.0.1/" """, false)]
    [InlineData(""" "messages":[{"role":"user","content":"x"}],"api_base":"http://10.0.0.1/" """, false)]
    [InlineData(
        """ "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}] """, true)]
    public async Task Invoke_ProviderOnThisMachine_GetsKnownFieldsAndInlinePicturesOnly(string fields, bool passes)
    {
        var calls = 0;
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            calls++;
            return c.JsonAsync(
                """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}""");
        });

        using var response = await gateway.PostAsync(ApiSample.All[ModelApi.OpenAIChat].Path, $$"""{"model":"lab/small",{{fields}}}""");

        response.StatusCode.ShouldBe(passes ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        calls.ShouldBe(passes ? 1 : 0);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_WrongKey_Is401(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "fk-wrong");

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        await CheckAsync(
            gateway,
            response,
            api,
            401,
            ApiErrorCheck.Pick(api, "invalid_request_error", "authentication_error", "UNAUTHENTICATED"),
            "not known");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_ExpiredKey_Is401WithTheReason(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FakeKeys.Expired);

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        await CheckAsync(
            gateway,
            response,
            api,
            401,
            ApiErrorCheck.Pick(api, "invalid_request_error", "authentication_error", "UNAUTHENTICATED"),
            "expired");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_ModelThatTheKeyDoesNotGrant_Is403(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Keys.Models = [new ModelRef("lab", "other")];

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        await CheckAsync(
            gateway,
            response,
            api,
            403,
            ApiErrorCheck.Pick(api, "invalid_request_error", "permission_error", "PERMISSION_DENIED"),
            "lab/small");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_UnknownModel_Is404(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));

        using var response = await gateway.PostAsync(
            ApiSample.All[api].Path.Replace("small", "absent", StringComparison.Ordinal),
            ApiSample.All[api].Body.Replace("small", "absent", StringComparison.Ordinal));

        await CheckAsync(
            gateway,
            response,
            api,
            404,
            ApiErrorCheck.Pick(api, "invalid_request_error", "not_found_error", "NOT_FOUND"),
            "lab/absent");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_MalformedJson_Is400(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body[..^3]);

        await CheckAsync(
            gateway,
            response,
            api,
            400,
            ApiErrorCheck.Pick(api, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"),
            "not JSON");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_HalfACharacter_Is400(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        var body = System.Text.Encoding.UTF8.GetBytes(ApiSample.All[api].Body.Replace("hi", "é", StringComparison.Ordinal)).ToList();
        body.RemoveAt(body.IndexOf(0xA9));

        using var response = await gateway.Client.PostAsync(gateway.Url + ApiSample.All[api].Path, new ByteArrayContent([.. body]));

        await CheckAsync(
            gateway,
            response,
            api,
            400,
            ApiErrorCheck.Pick(api, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"),
            "UTF-8");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_BodyTooLong_Is413(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"), configure: o => o.MaxRequestBytes = 2048);
        var sample = ApiSample.All[api];

        using var announced = await gateway.PostAsync(
            sample.Path,
            sample.Body.Replace("hi", new string('x', 4096), StringComparison.Ordinal));
        using var chunked = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, gateway.Url + sample.Path)
        {
            Content = new StringContent(sample.Body.Replace("hi", new string('x', 4096), StringComparison.Ordinal)),
            Headers = { TransferEncodingChunked = true },
        });

        var words = ApiErrorCheck.Pick(api, "invalid_request_error", "request_too_large", "INVALID_ARGUMENT");
        await CheckAsync(gateway, announced, api, 413, words, "longer");
        await CheckAsync(gateway, chunked, api, 413, words, "");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_UnsupportedEncoding_Is415WithTheSupportedOnes(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        foreach (var encoding in new[] { "zstd", "gzip, br" })
        {
            var content = new StringContent("whatever");
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

            using var response = await gateway.Client.PostAsync(gateway.Url + ApiSample.All[api].Path, content);

            await CheckAsync(
                gateway,
                response,
                api,
                415,
                ApiErrorCheck.Pick(api, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"),
                "gzip, deflate or br");
        }
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Invoke_ProviderAtItsLimit_Is429AndAFullQueue503(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Limiters.Rejections["lab"] = new ProviderRejection(
            new Problem(ErrorCodes.ModelRateLimited, "The provider lab lets 5 requests a minute through."),
            TimeSpan.FromSeconds(12.2),
            false);
        using var limited = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);
        gateway.Limiters.Rejections["lab"] = new ProviderRejection(
            new Problem(ErrorCodes.ModelUnavailable, "100 calls wait for lab already."),
            TimeSpan.FromSeconds(1),
            true);
        using var full = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        limited.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(13));
        await CheckAsync(
            gateway,
            limited,
            api,
            429,
            ApiErrorCheck.Pick(api, "rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"),
            "lab");
        full.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        await CheckAsync(
            gateway,
            full,
            api,
            503,
            ApiErrorCheck.Pick(api, "service_unavailable_error", "overloaded_error", "UNAVAILABLE"),
            "lab");
    }

    [Theory]
    [InlineData("/v1/nothing", "POST", 404)]
    [InlineData("/v1/messages", "GET", 405)]
    [InlineData("/v1/models", "POST", 405)]
    public async Task Invoke_WrongPathOrMethod_IsRejected(string path, string method, int status)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), gateway.Url + path));

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("x-api-key", FakeKeys.Good)]
    [InlineData("x-goog-api-key", FakeKeys.Good)]
    [InlineData("authorization", "bearer " + FakeKeys.Good)]
    public async Task Invoke_KeyInAVendorsHeader_IsAccepted(string header, string value)
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
    public async Task Invoke_ListModels_IsInTheClientsForm(string path, string? header, string list, string id)
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
    public async Task Invoke_Ping_NeedsNoKey(string path)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Client.DefaultRequestHeaders.Authorization = null;

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, gateway.Url + path));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Invoke_CountTokens_IsForwardedFreeOrEstimated()
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

    private static async Task CheckAsync(
        GatewayHost gateway,
        HttpResponseMessage response,
        ModelApi api,
        int status,
        string words,
        string message)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        ApiErrorCheck.ErrorOf(api, text).ShouldBe(words);
        text.ShouldContain(message);
        gateway.Upstream.Calls.ShouldBeEmpty();
        gateway.Meter.Calls.ShouldBeEmpty();
        gateway.Limiters.Active.ShouldBe(0);
    }

    [Theory]
    [InlineData("/v1/models/lab/small", null, "id", "lab/small")]
    [InlineData("/v1/models/small", null, "id", "small")]
    [InlineData("/v1/models/factory%2Fcheap", "2023-06-01", "id", "factory/cheap")]
    [InlineData("/v1beta/models/lab/small", null, "name", "models/lab/small")]
    public async Task InvokeAsync_OneModel_IsDescribedUnderTheNameThatWasAsked(string path, string? version, string field, string expected)
    {
        await using var host = await GatewayHost.StartAsync(_ => Task.CompletedTask);
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Url + path);
        if (version is not null)
        {
            request.Headers.Add("anthropic-version", version);
        }

        using var response = await host.Client.SendAsync(request);

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        ((int)response.StatusCode, body.RootElement.GetProperty(field).GetString()).ShouldBe((200, expected));
    }

    [Fact]
    public async Task InvokeAsync_UnknownModelByName_IsNotFound()
    {
        await using var host = await GatewayHost.StartAsync(_ => Task.CompletedTask);

        using var response = await host.Client.GetAsync(new Uri(host.Url + "/v1/models/lab/other"));

        ((int)response.StatusCode).ShouldBe(404);
        (await response.Content.ReadAsStringAsync()).ShouldContain("lab/other");
    }
}
