using Factory.Gateway.ApiFormats;

namespace Factory.Gateway.Tests.ApiFormats;

/// <summary>
/// Every model API has a format, so that no value of the enum reaches a switch of the gateway unprepared.
/// </summary>
public sealed class ApiFormatTests
{
    private static readonly ApiFormat[] Formats =
    [
        .. typeof(ApiFormat).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ApiFormat)) && !type.IsAbstract)
            .Select(type => (ApiFormat)Activator.CreateInstance(type, nonPublic: true)!),
    ];

    [Fact]
    public void ModelApi_PaidFormats_AreEveryApiButTheRehearsalOnce() =>
        Formats.Where(format => !format.IsFree)
            .Select(format => format.ModelApi)
            .ShouldBe(ModelApis.All.Except([ModelApi.Rehearsal]), ignoreOrder: true);

    [Fact]
    public void ModelApi_TokenCounts_AreOfTheRequestsThatTheyCount() =>
        Formats.Where(format => format.IsFree)
            .Select(format => format.ModelApi)
            .ShouldBe([ModelApi.AnthropicMessages, ModelApi.GeminiGenerateContent], ignoreOrder: true);
}
