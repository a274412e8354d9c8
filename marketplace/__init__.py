"""Jingzhe (惊蛰): the open-licence patent marketplace."""
