using System.Text;
using Factory.Contracts.Errors;
using Factory.Grains.Abstractions.Tasks;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Api;

/// <summary>Requests that cannot be bound: every one is explained in the words of the API.</summary>
public sealed class InvalidRequestTests
{
    [Theory]
    [InlineData("GET", "api/runs?limit=abc", "limit is 'abc'; it must be a whole number.")]
    [InlineData("GET", "api/runs?limit=1.5", "limit is '1.5'; it must be a whole number.")]
    [InlineData("GET", "api/runs?limit=99999999999", "limit is '99999999999'; it must be a whole number.")]
    [InlineData("GET", "api/runs?limit=0", "limit is 0; it must be 1 to 200.")]
    [InlineData("GET", "api/tasks?limit=", "limit is ''; it must be a whole number.")]
    [InlineData("GET", "api/approvals?limit=-", "limit is '-'; it must be a whole number.")]
    [InlineData("GET", "api/events?after=x", "after is 'x'; it must be a whole number.")]
    [InlineData("GET", "api/attempts/attempt-1/transcript?from=first", "from is 'first'; it must be a whole number.")]
    [InlineData("GET", "api/spend?from=yesterday", "from is 'yesterday'; it must be a day, for example 2026-11-22.")]
    [InlineData("GET", "api/spend?to=2026-13-01", "to is '2026-13-01'; it must be a day, for example 2026-11-22.")]
    [InlineData("GET", "api/routing/explain", "kind is missing or has more than 100 characters.")]
    [InlineData("POST", "api/runs", "The request has no body; it must be JSON.")]
    [InlineData("POST", "api/tasks", "The request has no body; it must be JSON.")]
    [InlineData("POST", "api/keys", "The request has no body; it must be JSON.")]
    [InlineData("POST", "api/budgets/day", "The request has no body; it must be JSON.")]
    [InlineData("POST", "api/tasks/task-1/answer", "The request has no body; it must be JSON.")]
    public async Task Request_NotBindable_NamesParameterAndRule(string method, string path, string message)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        (await answer.ShouldBeProblemAsync(400, ErrorCodes.InvalidRequest)).Detail.ShouldBe(message);
    }

    [Theory]
    [InlineData("text/plain", "idea=x", 415)]
    [InlineData("application/x-www-form-urlencoded", "idea=x", 415)]
    [InlineData("application/json", "[]", 400)]
    [InlineData("application/json", "null", 400)]
    [InlineData("application/json", "\"idea\"", 400)]
    [InlineData("application/json", "{\"idea\":", 400)]
    [InlineData("application/json", "{\"idea\":{}}", 400)]
    [InlineData("application/json", "{\"idea\":\"x\",\"budgetUsd\":\"much\"}", 400)]
    [InlineData("application/json", "", 400)]
    public async Task Body_NotTheExpectedJson_IsExplained(string type, string body, int status)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.PostAsync("api/runs", new StringContent(body, Encoding.UTF8, type));

        await answer.ShouldBeProblemAsync(status, ErrorCodes.InvalidRequest);
        host.Repositories.Created.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("runs", "run-1")]
    [InlineData("runs", "1")]
    [InlineData("runs", "RUN-1")]
    [InlineData("tasks", "task-1")]
    [InlineData("tasks", "1")]
    public async Task Id_WithoutItsKind_MeansTheSame(string list, string id)
    {
        await using var host = await ApiHost.StartAsync();
        await host.Run("run-1").Start(Given.Start with { Pipeline = "product" }, Given.Product);
        await host.Grains.GetGrain<ITaskGrain>("task-1").Open(Given.Spec(), backlog: false);

        using var answer = await host.Http.GetAsync($"api/{list}/{id}");

        ((int)answer.StatusCode).ShouldBe(200, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("api/runs/task-1", "'task-1' is not a run id")]
    [InlineData("api/tasks/run-1", "'run-1' is not a task id")]
    [InlineData("api/approvals/a%20b", "'a b' is not an approval id")]
    [InlineData("api/attempts/%C3%A9", "'é' is not an attempt id")]
    public async Task Id_OfAnotherKind_IsRejected(string path, string message)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.GetAsync(path);

        (await answer.ShouldBeProblemAsync(400, ErrorCodes.InvalidRequest)).Detail!.ShouldContain(message);
    }
}
