global using Factory.Domain.Models;
