using Factory.Cli.Tests.Support;
using Factory.Contracts.Keys;
using Factory.Contracts.Metering;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Commands;

public sealed class KeyCommandTests : IAsyncLifetime
{
    private const string Secret = "fk-0123456789012345678901234567890123456789ABC";

    private readonly CliRig _rig = new() { Time = new FakeTimeProvider(Given.Now) };
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
        _silo.Commands["/api/keys"] = _ => new KeyCreated(Key("laptop"), Secret);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Theory]
    [InlineData("--budget 5", """{"name":"laptop","budgetUsd":5,"models":[]}""")]
    [InlineData("--budget 2.50 --expires 12h", """{"name":"laptop","budgetUsd":2.50,"expiresInSeconds":43200,"models":[]}""")]
    [InlineData("--budget 5 --expires 1d --model a/b --model c/d",
        """{"name":"laptop","budgetUsd":5,"expiresInSeconds":86400,"models":["a/b","c/d"]}""")]
    public async Task Create_Options_ReachTheSilo(string options, string expected)
    {
        var sent = "";
        _silo.Commands["/api/keys"] = body =>
        {
            sent = body;
            return new KeyCreated(Key("laptop"), Secret);
        };

        (await _rig.RunAsync(["key", "create", "laptop", .. options.Split(' ')])).ShouldBe(ExitCodes.Success);

        sent.ShouldBe(expected);
    }

    [Fact]
    public async Task Create_NewKey_ShowsItOnceWithTheSettingsOfEachTool()
    {
        (await _rig.RunAsync("key", "create", "laptop", "--budget", "5")).ShouldBe(ExitCodes.Success);

        var said = _rig.Out.ToString();
        said.Split(Secret).Length.ShouldBe(2, "once, and in no line to copy into a shell");
        _rig.Lines()[0].ShouldBe("The key 'laptop' has a budget of 5.00 USD, until 2030-01-03 03:04. It is shown only now:");
        said.ShouldContain($"export OPENAI_BASE_URL={_silo.Url}/gateway/v1 OPENAI_API_KEY=$FACTORY_KEY");
        said.ShouldContain($"export ANTHROPIC_BASE_URL={_silo.Url}/gateway ANTHROPIC_API_KEY=$FACTORY_KEY");
        said.ShouldContain($"export GOOGLE_GEMINI_BASE_URL={_silo.Url}/gateway GEMINI_API_KEY=$FACTORY_KEY");
        said.ShouldContain("-c 'web_search=\"disabled\"'");
        said.ShouldContain(
            $"{{name=\"factory\",base_url=\"{_silo.Url}/gateway/v1\",env_key=\"FACTORY_KEY\",wire_api=\"responses\"}}");
        _rig.Error.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Create_Json_HasTheSecret()
    {
        (await _rig.RunAsync("key", "create", "laptop", "--budget", "5", "--json")).ShouldBe(ExitCodes.Success);

        _rig.JsonLines().Single().GetProperty("secret").GetString().ShouldBe(Secret);
    }

    [Theory]
    [InlineData("key create laptop", "--budget is required.")]
    [InlineData("key create --budget 5", "'factory key create' requires NAME")]
    [InlineData("key create laptop --budget 5 --expires soon", "'soon' is not a time for --expires")]
    [InlineData("key create laptop --budget 5,50", "'5,50' is not an amount in US dollars")]
    [InlineData("key revoke", "'factory key revoke' requires NAME")]
    public async Task Run_WrongArguments_AreRejectedByName(string line, string message)
    {
        (await _rig.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Usage);

        _rig.Error.ToString().ShouldContain(message);
        _silo.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_Keys_AreATableWithoutSecrets()
    {
        _silo.Answers["/api/keys"] = new[]
        {
            Key("laptop") with { Models = ["a/b", "c/d"], Spent = new Usd(0.001m) },
            Key("old") with { Status = KeyStatus.Revoked, ExpiresAt = null, Models = ["a/b"] },
        };

        (await _rig.RunAsync("key", "list")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(
            [
                "key     ends with  status   spent      budget    expires",
                "laptop  9ABC       active   0.001 USD  5.00 USD  2030-01-03 03:04",
                "old     9ABC       revoked  0.00 USD   5.00 USD  never",
                "laptop grants only a/b, c/d",
            ]);
    }

    [Fact]
    public async Task List_None_SaysHowToCreateOne()
    {
        _silo.Answers["/api/keys"] = Array.Empty<KeyView>();

        (await _rig.RunAsync("key", "list")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(["There are no keys. Create one: factory key create laptop --budget 5 --data ~/data"]);
    }

    [Fact]
    public async Task Revoke_Key_SaysWhatItSpent()
    {
        _silo.Commands["/api/keys/laptop/revoke"] = _ => Key("laptop") with { Status = KeyStatus.Revoked, Spent = new Usd(1) };

        (await _rig.RunAsync("key", "revoke", "laptop")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(["laptop is revoked. It spent 1.00 USD."]);
    }

    private static KeyView Key(string name) => new(
        name,
        "9ABC",
        new Usd(5),
        Usd.Zero,
        [],
        Given.Now,
        Given.Now.AddDays(1),
        null,
        KeyStatus.Active);
}
