using System.Net.Http.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Json;

namespace Factory.Silo.Tests.Support;

internal static class ProblemAssertions
{
    /// <summary>Words of ASP.NET Core and .NET that mean nothing to users of the API.</summary>
    private static readonly string[] FrameworkWords = [
        "Implicit body", "Failed to bind", "Nullable<", "System.", "Required parameter", "FromServices", "Microsoft.", "BadHttpRequest"
    ];

    /// <summary>The response is a problem document with this status and code, in the factory's own words.</summary>
    public static async Task<ApiProblem> ShouldBeProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!;
        (problem.Code, problem.Status).ShouldBe((code, status));
        problem.Hint.ShouldNotBeNullOrEmpty();
        FrameworkWords.Where(w => text.Contains(w, StringComparison.Ordinal)).ShouldBeEmpty(text);
        return problem;
    }
}
