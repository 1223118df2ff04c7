global using Factory.Contracts.Models;
global using Factory.Domain.Limits;
global using Factory.Domain.Models;
global using Factory.Domain.Providers;
