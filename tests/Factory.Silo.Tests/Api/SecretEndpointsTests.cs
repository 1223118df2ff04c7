using System.Net;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

public sealed class SecretEndpointsTests
{
    private const string Value = "cf-secret-value-0123456789";

    [Fact]
    public async Task Set_Secret_IsListedWithoutItsValueAndRedacted()
    {
        await using var host = await ApiHost.StartAsync();

        var set = await host.Client.SetSecretAsync("CF_TOKEN", new SetSecretRequest(Value, ["rex"], ["api.cloudflare.com"]));

        (set.Name, set.Header, set.Readable).ShouldBe(("CF_TOKEN", "Authorization: Bearer {secret}", true));
        set.Notes.ShouldBe(["rex cannot reach api.cloudflare.com: add it under 'egress' in the agent's file"]);
        (await host.Http.GetStringAsync("api/secrets")).ShouldNotContain(Value);
        (await host.Client.ListSecretsAsync()).Single().Hosts.ShouldBe(["api.cloudflare.com"]);
        host.Redactor.Redact(Value).ShouldBe("[redacted]");
    }

    [Fact]
    public async Task Set_WithIdempotencyKey_StoresNothingOfIt()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/secrets/CF_TOKEN")
        {
            Content = ApiHost.Json($$"""{"value":"{{Value}}"}"""),
        };
        request.Headers.Add(ApiHeaders.IdempotencyKey, "one");

        (await host.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Http.PostAsync("api/secrets/CF_TOKEN", ApiHost.Json("""{"value":"another-value"}"""))).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await host.Http.GetStringAsync("api/secrets")).ShouldContain("no agent may use it");
        host.Idempotency.Scopes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cf_token", """{"value":"cf-secret-value"}""")]
    [InlineData("CF_TOKEN", """{"value":"short"}""")]
    [InlineData("CF_TOKEN", """{"value":"cf-secret-value","agents":["nobody"]}""")]
    [InlineData("CF_TOKEN", """{"value":"cf-secret-value","hosts":["*.example.org"]}""")]
    [InlineData("CF_TOKEN", """{"value":"cf-secret-value","extra":1}""")]
    [InlineData("CF_TOKEN", """{"value":["cf-secret-value"]}""")]
    [InlineData("CF_TOKEN", "{}")]
    public async Task Set_Invalid_IsRefusedWithoutEchoingTheValue(string name, string body)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Http.PostAsync($"api/secrets/{name}", ApiHost.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("cf-secret-value");
    }

    [Fact]
    public async Task Remove_Unknown_IsNotFound()
    {
        await using var host = await ApiHost.StartAsync();

        (await Should.ThrowAsync<FactoryException>(() => host.Client.RemoveSecretAsync("CF_TOKEN"))).Code.ShouldBe(ErrorCodes.NotFound);
    }
}
