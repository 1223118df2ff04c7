using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Inspection;
using Factory.Gateway.Models;
using Factory.Gateway.Tests.Support;

namespace Factory.Gateway.Tests.Models;

public sealed class CandidateRulesTests
{
    [Theory]
    [InlineData(false, false, "home,away")]
    [InlineData(true, false, "home")]
    [InlineData(false, true, "away")]
    public void Apply_WhatIsInTheRequest_DecidesWhoGetsIt(bool hasState, bool hasAddress, string expected)
    {
        var (candidates, error) = CandidateRules.Apply(
            [Candidate("home", "http://127.0.0.1:9/"), Candidate("away", "https://example.org/")],
            new RequestInspection { HasProviderState = hasState, HasRemoteAddress = hasAddress });

        error.ShouldBeNull();
        string.Join(',', candidates.Select(candidate => candidate.Connection.Provider.Name)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("http://localhost:8000/")]
    [InlineData("http://127.1.2.3/")]
    [InlineData("http://[::1]:8000/")]
    public void Apply_AddressAndOnlyProvidersOnThisMachine_IsRejectedWithTheFix(string uri)
    {
        var (candidates, error) = CandidateRules.Apply([Candidate("home", uri)], new RequestInspection { HasRemoteAddress = true });

        candidates.ShouldBeEmpty();
        error!.Message.ShouldContain("data:");
    }

    private static UpstreamCandidate Candidate(string provider, string uri)
    {
        var connection = FakeEndpoints.Provider(provider, uri, ModelTier.Cheap, ModelApis.Clients, []);
        return new UpstreamCandidate(connection.Provider.Models[0], connection, GatewayRoutes.TextFormats[0], new Uri(uri));
    }
}
