using Factory.Domain.Egress;

namespace Factory.Domain.Tests.Egress;

public sealed class EgressRuleTests
{
    [Theory]
    [InlineData("api.example.org", "api.example.org", 443, true)]
    [InlineData("api.example.org", "api.example.org", 80, true)]
    [InlineData("api.example.org", "api.example.org", 22, false)]
    [InlineData("api.example.org", "api.example.org.evil.com", 443, false)]
    [InlineData("api.example.org", "evil-api.example.org", 443, false)]
    [InlineData("api.example.org", "x.api.example.org", 443, false)]
    [InlineData("*.example.org", "api.example.org", 443, true)]
    [InlineData("*.example.org", "a.b.example.org", 443, true)]
    [InlineData("*.example.org", "example.org", 443, false)]
    [InlineData("*.example.org", "badexample.org", 443, false)]
    [InlineData("api.example.org:8443", "api.example.org", 8443, true)]
    [InlineData("api.example.org:8443", "api.example.org", 443, false)]
    public void Allows_HostAndPort_AreMatchedExactly(string rule, string host, int port, bool expected)
    {
        EgressRule.TryParse(rule, out var parsed).ShouldBeTrue();

        parsed!.Allows(host, port).ShouldBe(expected);
        parsed.ToString().ShouldBe(rule);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("*.com")]
    [InlineData("a.*.com")]
    [InlineData("localhost")]
    [InlineData("10.0.0.1")]
    [InlineData("api.example.org:")]
    [InlineData("api.example.org:+1")]
    [InlineData("api.example.org:1:2")]
    [InlineData("user@api.example.org")]
    [InlineData("API.example.org")]
    [InlineData("api.example.org.")]
    [InlineData("[::1].org")]
    public void TryParse_SomethingElse_IsRefused(string text) => EgressRule.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("API.Example.ORG", "api.example.org")]
    [InlineData("api.example.org.", "api.example.org")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("api.example.org..", null)]
    [InlineData("bücher.example", null)]
    [InlineData("api。example.org", null)]
    [InlineData("user@api.example.org", null)]
    [InlineData("api.example.org:443", null)]
    [InlineData("api.example.org\r\nX: y", null)]
    [InlineData("api.example.org\0.evil.com", null)]
    [InlineData("api%2eexample.org", null)]
    [InlineData("localhost", null)]
    [InlineData("2130706433", null)]
    [InlineData("127.1", null)]
    [InlineData("127.0.0.0x1", null)]
    [InlineData("0x7f.0.0.0x", null)]
    [InlineData("[::1]", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    public void TryRead_NameOfAHost_HasOneSpelling(string text, string? expected)
    {
        EgressHost.TryRead(text, out var host).ShouldBe(expected is not null);

        host.ShouldBe(expected);
    }
}
