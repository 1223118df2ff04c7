using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Factory.Deployments.Local;

/// <summary>What ASP.NET Core's middleware wants to know of its host. No file of the factory is reachable through it.</summary>
internal sealed class ProductHostEnvironment(string product) : IWebHostEnvironment
{
    /// <inheritdoc/>
    public string ApplicationName { get; set; } = product;

    /// <inheritdoc/>
    public string EnvironmentName { get; set; } = Environments.Production;

    /// <inheritdoc/>
    public string WebRootPath { get; set; } = "";

    /// <inheritdoc/>
    public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();

    /// <inheritdoc/>
    public string ContentRootPath { get; set; } = "";

    /// <inheritdoc/>
    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
