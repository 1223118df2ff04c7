using Factory.Client;
using Factory.Silo.Hosting;

namespace Factory.Silo.Tests.Support;

/// <summary>A whole silo on the shipped configuration, grains included.</summary>
public sealed class WholeSilo : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-whole-");

    public SiloHost Silo { get; private set; } = null!;

    public FactoryClient Client { get; private set; } = null!;

    internal IReadOnlyList<Surface> Surfaces => Surface.All(Silo.Services);

    /// <summary>Everything that the silo has written to its log so far.</summary>
    public async Task<string> ReadLogAsync()
    {
        var text = "";
        foreach (var file in Directory.GetFiles(Silo.Paths.Logs))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            text += await reader.ReadToEndAsync();
        }

        return text;
    }

    public async Task InitializeAsync()
    {
        Silo = await SiloHost.StartAsync(new SiloOptions
        {
            DataFolder = _folder.FullName,
            ConfigFolder = Path.Combine(AppContext.BaseDirectory, "silo-config")
        });
        Client = new FactoryClient(Silo.Url, Silo.Token);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Silo.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
