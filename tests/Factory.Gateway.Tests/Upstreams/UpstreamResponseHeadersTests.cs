using Factory.Gateway.Upstreams;
using Factory.TestKit.Builders;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Tests.Upstreams;

public sealed class UpstreamResponseHeadersTests
{
    [Fact]
    public void Copy_AnyResponse_ForwardsOnlyWhatHelpsTheClient()
    {
        using var response = Response(
            ("request-id", "r-1"),
            ("retry-after", "7"),
            ("set-cookie", "a=b"),
            ("x-ratelimit-remaining-tokens", "5"),
            ("server", "secret-host"));
        var client = new HeaderDictionary();

        UpstreamResponseHeaders.Copy(response, client, "sk-provider");

        client.Select(h => $"{h.Key}: {h.Value}").ShouldBe(["request-id: r-1", "retry-after: 7"], ignoreOrder: true);
    }

    [Fact]
    public void Copy_HeaderWithTheKeyOrOfExcessiveLength_IsNotForwarded()
    {
        using var response = Response(("request-id", "for-sk-provider"), ("x-request-id", new string('x', 200)));
        var client = new HeaderDictionary();

        UpstreamResponseHeaders.Copy(response, client, "sk-provider");

        client.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("1.5", 1.5)]
    [InlineData("0", 0)]
    [InlineData("99999999999", 30 * 24 * 3600)]
    [InlineData("Tue, 01 Jan 2030 00:02:00 GMT", 120)]
    public void RetryAfter_SecondsOrDate_IsTheTimeToWait(string value, double seconds)
    {
        using var response = Response(("retry-after", value));

        UpstreamResponseHeaders.RetryAfter(response, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
            .ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("Tue, 01 Jan 1980 00:00:00 GMT")]
    [InlineData(null)]
    public void RetryAfter_NothingUsable_IsNull(string? value)
    {
        using var response = value is null ? Response() : Response(("retry-after", value));

        UpstreamResponseHeaders.RetryAfter(response, Given.Now).ShouldBeNull();
    }

    private static HttpResponseMessage Response(params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return response;
    }
}
