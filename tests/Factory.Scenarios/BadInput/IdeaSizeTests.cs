using System.Text.Json;
using Factory.Client;
using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.BadInput;

public sealed class IdeaSizeTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Run_IdeaOfAMegabyte_IsRefusedWithItsLimit()
    {
        await using var silo = await _cli.UpAsync();
        var file = Path.Combine(_cli.Scratch("ideas"), "idea.md");
        await File.WriteAllTextAsync(file, new string('x', 1024 * 1024));
        var refused = await _cli.RunAsync("run", "--json", "--idea-file", file);
        refused.ExitCode.ShouldBe(2, refused.ToString());
        refused.Error.ShouldContain("idea.too_long");
        refused.Error.ShouldContain("131,072");

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await SiloLocator.FindAsync(_cli.Data))!.Token);
        (await PostAsync(1024 * 1024)).ShouldContain("The limit is 1 MB.");
        (await PostAsync(200_000)).ShouldContain("idea.too_long");

        async Task<string> PostAsync(int length)
        {
            using var body = new StringContent(
                JsonSerializer.Serialize(new { idea = new string('x', length) }),
                System.Text.Encoding.UTF8,
                "application/json");
            using var answer = await http.PostAsync(new Uri(silo.Url + "/api/runs"), body);
            ((int)answer.StatusCode).ShouldBeInRange(400, 499);
            return await answer.Content.ReadAsStringAsync();
        }
    }
}
