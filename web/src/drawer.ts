/** What this browser keeps between visits; where it may keep nothing, what the page keeps as long as it lives. */
import type { Drawer } from './talk/pending.ts'

export function drawer(): Drawer {
  try {
    localStorage.setItem('mluv.try', '1')
    localStorage.removeItem('mluv.try')
    return localStorage
  } catch {
    const kept = new Map<string, string>()
    return {
      getItem: (place) => kept.get(place) ?? null,
      setItem: (place, text) => void kept.set(place, text),
      removeItem: (place) => void kept.delete(place),
    }
  }
}

export type Theme = 'system' | 'light' | 'dark'
const themePlace = 'mluv.theme'

export function themeOf(kept: Drawer): Theme {
  const theme = kept.getItem(themePlace)
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

export function wearTheme(kept: Drawer, theme: Theme): void {
  kept.setItem(themePlace, theme)
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
